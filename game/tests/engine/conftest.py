from hypothesis import settings

# A loaded machine is slow now and then; that is no failure.
settings.register_profile("tictac", deadline=None, print_blob=True)
settings.load_profile("tictac")
