"""What Python's own HTML parser finds in pages: of each, every element with its attributes, and the text (blocks apart). JSON in (base64 of each page) and out."""
import base64
import json
import sys
from html.parser import HTMLParser


BLOCKS = {"td", "th", "p", "li", "div", "h1", "h2", "h3", "br"}


class Outline(HTMLParser):
    def __init__(self):
        super().__init__()
        self.elements, self.text, self.inside = [], [], []

    def handle_starttag(self, tag, attrs):
        self.elements.append({"tag": tag, "attributes": dict(attrs)})
        self.inside.append(tag)
        if tag in BLOCKS:
            self.text.append(" ")

    def handle_endtag(self, tag):
        if tag in self.inside:
            del self.inside[len(self.inside) - 1 - self.inside[::-1].index(tag):]

    def handle_data(self, data):
        if not {"style", "script"} & set(self.inside):
            self.text.append(data)


def outline_of(page):
    outline = Outline()
    outline.feed(base64.b64decode(page).decode("utf-8"))
    return {"elements": outline.elements, "text": "".join(outline.text)}


json.dump([outline_of(page) for page in json.load(sys.stdin)], sys.stdout)
