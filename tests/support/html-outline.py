"""What Python's own HTML parser finds on stdin: every element with its attributes, and the text (blocks apart), as JSON."""
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


outline = Outline()
outline.feed(sys.stdin.buffer.read().decode("utf-8"))
json.dump({"elements": outline.elements, "text": "".join(outline.text)}, sys.stdout)
