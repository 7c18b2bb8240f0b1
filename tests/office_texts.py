"""What LibreOffice has in Word files once it has accepted or rejected all changes: run by a Python that knows ``uno``.

``python3 office_texts.py PROFILE (accept|reject) FILE …`` prints a JSON list for each file: its paragraphs with their labels."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any


def paragraphs(text: Any) -> Iterator[str]:
    """The paragraphs of a text and of the tables in it, in order."""
    found = text.createEnumeration()
    while found.hasMoreElements():
        one = found.nextElement()
        if one.supportsService("com.sun.star.text.TextTable"):
            for name in one.getCellNames():
                yield from paragraphs(one.getCellByName(name))
        else:
            yield f"{one.ListLabelString} {one.String}".strip()


def connected(profile: str) -> tuple[subprocess.Popen[bytes], Any, Any]:
    """LibreOffice without a window, its context and its desktop."""
    import uno

    pipe = f"pipe,name={profile.strip('/').replace('/', '-')};urp;"
    office = subprocess.Popen(["soffice", "--headless", "--norestore", "--nologo", f"-env:UserInstallation=file://{profile}", f"--accept={pipe}"])
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(200):
        try:
            context = resolver.resolve(f"uno:{pipe}StarOffice.ComponentContext")
            return office, context, context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:
            time.sleep(0.2)
    office.terminate()
    raise SystemExit("LibreOffice does not answer")


def main(profile: str, mode: str, files: list[str]) -> None:
    """Prints what is in the files."""
    office, context, desktop = connected(profile)
    from com.sun.star.beans import PropertyValue  # ``uno`` finds it

    try:
        dispatcher = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
        for file in files:
            document = desktop.loadComponentFromURL(f"file://{file}", "_blank", 0, (PropertyValue("Hidden", 0, True, 0),))
            command = {"accept": ".uno:AcceptAllTrackedChanges", "reject": ".uno:RejectAllTrackedChanges"}[mode]
            dispatcher.executeDispatch(document.CurrentController.Frame, command, "", 0, ())
            print(json.dumps(list(paragraphs(document.Text))))
            document.close(True)
    finally:
        office.terminate()
        office.wait(30)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
    sys.stdout.flush()
    os._exit(0)  # the bridge to an office that has ended may crash while Python takes it down
