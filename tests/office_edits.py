"""Edits made by LibreOffice itself, for tests: run by an interpreter that has its bridge (``uno``).

Usage: office_edits.py FOLDER STEPS — opens FOLDER/in.docx, does the steps (a JSON list of [command, words, text]), and
saves FOLDER/out.docx.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import Any

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]


def value(name: str, given: Any) -> Any:
    """A property."""
    made = PropertyValue()
    made.Name, made.Value = name, given
    return made


class Office:
    """LibreOffice with one document open."""

    def __init__(self, folder: str) -> None:
        pipe = f"peacedraft{id(self)}"
        command = ["soffice", "--headless", "--norestore", "--nologo", f"-env:UserInstallation=file://{folder}/office", f"--accept=pipe,name={pipe};urp;"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        for _ in range(300):
            try:
                context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except Exception:
                time.sleep(0.2)
        make = context.ServiceManager.createInstanceWithContext
        self.desktop = make("com.sun.star.frame.Desktop", context)
        self.dispatcher = make("com.sun.star.frame.DispatchHelper", context)
        self.document = self.desktop.loadComponentFromURL(f"file://{folder}/in.docx", "_blank", 0, (value("Hidden", True),))

    def do(self, command: str, *arguments: Any) -> None:
        """A command of the menu."""
        self.dispatcher.executeDispatch(self.document.CurrentController.Frame, f".uno:{command}", "", 0, arguments)

    def found(self, words: str) -> Any:
        """The last place of some words: the first may be in the table of contents."""
        search = self.document.createSearchDescriptor()
        search.SearchString, search.SearchCaseSensitive = words, True
        return self.document.findAll(search).getByIndex(0)

    def step(self, command: str, words: Any, text: str = "") -> None:
        """One edit."""
        if command == "track":
            self.document.RecordChanges = words
            return
        place = self.found(words)
        controller = self.document.CurrentController
        controller.select(place)
        if command == "type":
            self.do("InsertText", value("Text", text))
        elif command == "delete":
            self.do("Delete")
        elif command == "paragraph":
            controller.ViewCursor.gotoRange(place.End, False)
            self.do("InsertPara")
            self.do("InsertText", value("Text", text))
        elif command == "moveup":
            controller.ViewCursor.gotoRange(place.Start, False)
            self.do("MoveUp")


def main(folder: str, steps: str) -> None:
    """Does the steps."""
    office = Office(folder)
    try:
        for step in json.loads(steps):
            office.step(*step)
        office.document.storeToURL(f"file://{folder}/out.docx", (value("FilterName", "MS Word 2007 XML"),))
        office.document.close(True)
        office.desktop.terminate()
    except Exception as error:
        print(error, file=sys.stderr)
        os.killpg(office.process.pid, signal.SIGKILL)  # the office is a child of its starter
        raise
    finally:
        office.process.wait(30)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
