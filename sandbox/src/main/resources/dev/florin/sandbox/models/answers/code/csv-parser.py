def parse_csv(text: str, separator: str = ",") -> list[list[str]]:
    rows, row, field, quoted, i = [], [], "", False, 0
    while i < len(text):
        c = text[i]
        if quoted:
            if c == '"' and text[i + 1 : i + 2] == '"':
                field += '"'
                i += 1
            elif c == '"':
                quoted = False
            else:
                field += c
        elif c == '"':
            quoted = True
        elif c == separator:
            row.append(field)
            field = ""
        elif c == "\n":
            rows.append(row + [field.removesuffix("\r")])
            row, field = [], ""
        else:
            field += c
        i += 1
    if field or row:
        rows.append(row + [field])
    return rows


if __name__ == "__main__":
    print(parse_csv('name,says\nAda,"hello, ""world"""\n'))
