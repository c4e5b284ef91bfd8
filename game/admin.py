"""Where Django's admin finds what it shows of the game."""

from django.contrib import admin

from game.desk.games import GameAdmin
from game.desk.players import PlayerAdmin
from game.desk.reports import ReportAdmin
from game.desk.rooms import RoomAdmin
from game.desk.signing_in import SignInForm
from game.models import Game, Player, Report, Room

admin.site.register(Room, RoomAdmin)
admin.site.register(Game, GameAdmin)
admin.site.register(Player, PlayerAdmin)
admin.site.register(Report, ReportAdmin)
admin.site.site_header = admin.site.site_title = "tictac"
admin.site.login_form = SignInForm
