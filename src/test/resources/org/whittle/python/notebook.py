"""Executes a notebook in a directory; prints, as JSON, its code and the kinds of what each cell showed."""
import json
import sys

import nbformat
from nbclient import NotebookClient

notebook = nbformat.read(sys.argv[1], as_version=4)
nbformat.validate(notebook)
NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": sys.argv[2]}}).execute()
print(json.dumps([{
    "source": cell.source,
    "shown": sorted({kind for output in cell.outputs for kind in output.get("data", {})}),
    "html": next((output["data"]["text/html"] for output in cell.outputs if "text/html" in output.get("data", {})), ""),
} for cell in notebook.cells if cell.cell_type == "code"]))
