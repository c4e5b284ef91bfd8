"""German is complete, keeps every place, and is compiled as it is written.

After a change of words: `manage.py makemessages -l de --add-location never --no-wrap`,
translate, then `manage.py compilemessages`. Both commands need GNU gettext.
"""

import ast
import gettext
import re
from pathlib import Path

from django.conf import settings

HOME = Path(__file__).parent.parent
GAME = HOME.parent / "game"
SPEAKERS = [
    *HOME.glob("*.py"),
    *(GAME / "desk").glob("*.py"),
    GAME / "apps.py",
    *(GAME / "models").glob("*.py"),
]
CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "de" / "LC_MESSAGES" / "django.po"
CALLS = {"_", "gettext", "gettext_noop"}
ENTRY = re.compile(r'^msgid ((?:".*"\n)+)msgstr ((?:".*"\n)+)', re.MULTILINE)
TAG = re.compile(r'{% translate "([^"]+)"')
BLOCK = re.compile(
    r"{% blocktranslate[^%]*%}\s*(.*?)\s*{% endblocktranslate %}", re.DOTALL
)
PLACE = re.compile(r"{\w+}|%\(\w+\)s")


def written():
    """The catalogue as it is written: msgid to msgstr."""
    return {
        unquoted(entry[1]): unquoted(entry[2])
        for entry in ENTRY.finditer(CATALOGUE.read_text())
    }


def unquoted(lines):
    return "".join(ast.literal_eval(line) for line in lines.splitlines())


def said_in_code():
    for file in SPEAKERS:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLS:
                argument = node.args[0]
                if isinstance(argument, ast.Constant):
                    yield argument.value


def said_in_templates():
    for file in (settings.BASE_DIR / "frontend" / "templates").rglob("*.html"):
        text = file.read_text()
        yield from TAG.findall(text)
        for block in BLOCK.findall(text):
            yield re.sub(r"{{ (\w+) }}", r"%(\1)s", block)


def test_every_sentence_has_a_translation():
    said = {*said_in_code(), *said_in_templates()}
    translated = {sentence for sentence, german in written().items() if german}
    assert len(said) > 100
    assert said - translated == set()


def test_no_sentence_is_left_over():
    said = {*said_in_code(), *said_in_templates()}
    assert written().keys() - {""} - said == set()


def test_places_are_kept():
    for sentence, german in written().items():
        if sentence:
            assert sorted(PLACE.findall(sentence)) == sorted(PLACE.findall(german))


def test_what_is_compiled_is_what_is_written():
    with CATALOGUE.with_suffix(".mo").open("rb") as compiled:
        translations = gettext.GNUTranslations(compiled)
    for sentence, german in written().items():
        if sentence:
            assert translations.gettext(sentence) == german
