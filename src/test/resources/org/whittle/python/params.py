"""Prints the params of the PySpark wrappers, as JSON, without PySpark: words, converters and defaults as they are written."""
import ast
import json
import sys

tree = ast.parse(open(sys.argv[1], encoding="utf-8").read())
kinds = {}
for kind in (node for node in tree.body if isinstance(node, ast.ClassDef)):
    params, defaults, setters, java = {}, {}, [], None
    for node in kind.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and node.value.func.id == "Param":
            name, doc = (ast.literal_eval(argument) for argument in node.value.args[1:3])
            assert name == node.targets[0].id
            params[name] = {"doc": doc, "converter": node.value.keywords[0].value.attr}
        if isinstance(node, ast.Assign) and node.targets[0].id == "_java_class":
            java = ast.literal_eval(node.value)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("set"):
            setters.append(node.name[3].lower() + node.name[4:])
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "_setDefault":
                defaults.update({keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords})
    keywords = [argument.arg for node in kind.body if isinstance(node, ast.FunctionDef) and node.name == "__init__"
                for argument in node.args.kwonlyargs]
    kinds[kind.name] = {"java": java, "bases": [ast.unparse(base) for base in kind.bases], "params": params,
                        "defaults": defaults, "setters": setters, "keywords": keywords}
print(json.dumps(kinds))
