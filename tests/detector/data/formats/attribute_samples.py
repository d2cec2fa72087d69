"""Attributes as hypothesis draws them, and label files of each format with attributes."""

from __future__ import annotations

from hypothesis import strategies as st

from detector.data.attributes import AttributeValue, NestedValue, build_attributes

_CHARACTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
TEXTS = st.one_of(
    st.text(_CHARACTERS, max_size=6).map(str.strip), st.sampled_from(["a&b", "<b>", "]]>", "x\ty", "a\rb\nc", "q\"'q"])
)
KEYS = st.one_of(st.sampled_from(["color", "a b", "label", "points", "description"]), TEXTS.filter(bool))
NUMBERS = st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.one_of(TEXTS, st.booleans(), NUMBERS)
NESTED = st.sampled_from([NestedValue("[1, 2]"), NestedValue('{"a": {"b": null}}'), NestedValue("NaN")])
TEXT_ATTRIBUTES = st.dictionaries(KEYS, TEXTS, max_size=3).map(build_attributes)
"""What XML without declared types holds."""
ATTRIBUTES = (
    st.dictionaries(KEYS, VALUES | NESTED, max_size=3)
    .filter(lambda values: values.get("description") != "")  # which every shape of labelme has
    .map(build_attributes)
)
"""What JSON holds."""

COCO = """{"images": [{"id": 1, "file_name": "a.png", "width": 640, "height": 480}],
"annotations": [
  {"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "attributes": %s}
],
"categories": [{"id": 1, "name": "cat"}]}
"""
CVAT = """<annotations>
  <meta><task><labels><label><name>cat</name><attributes>
    <attribute><name>tame</name><input_type>checkbox</input_type></attribute>
    <attribute><name>age</name><input_type>number</input_type></attribute>
  </attributes></label></labels></task></meta>
  <image id="0" name="a.png" width="640" height="480">
    <box label="cat" occluded="0" xtl="1" ytl="2" xbr="4" ybr="6">
%s
    </box>
  </image>
</annotations>
"""
VOC = """<annotation>
  <size><width>640</width><height>480</height></size>
  <object>
    <name>cat</name>
    <bndbox>
      <xmin>1</xmin><ymin>2</ymin><xmax>4</xmax><ymax>6</ymax>
    </bndbox>
%s  </object>
</annotation>
"""
LABELME = """{
  "shapes": [
    {
      "label": "cat",
      "points": [[1, 2], [4, 6]],
      "group_id": %s,
      "description": %s,
      "shape_type": "rectangle",
      "flags": %s%s
    }
  ],
  "imagePath": "a.png"
}
"""
VIA = """{"_via_img_metadata": {"a.png1": {"filename": "a.png", "size": 1, "regions": [
  {"shape_attributes": {"name": "rect", "x": 1, "y": 2, "width": 3, "height": 4},
   "region_attributes": %s}
], "file_attributes": {}}}, "_via_attributes": {"region": {}, "file": {}}}
"""
VIA_CSV = """filename,file_size,file_attributes,region_count,region_id,region_shape_attributes,region_attributes
a.png,1,"{}",1,0,"{""name"":""rect"",""x"":1,""y"":2,""width"":3,""height"":4}",%s
"""
SAMPLES: dict[str, tuple[str, str, dict[str, AttributeValue]]] = {
    "coco": (
        "annotations.json",
        COCO % '{"occluded": true, "color": "red", "age": 1.50, "tame": true, "x": null, "box": [1,2]}',
        {"color": "red", "age": 1.5, "tame": True, "box": NestedValue("[1, 2]")},
    ),
    "cvat": (
        "annotations.xml",
        CVAT % '<attribute name="color"> red </attribute>\n<attribute name="tame">true</attribute>\n'
        '<attribute name="age">007</attribute>\n<attribute name="note"><b>!</b></attribute>\n'
        '<attribute name="Difficult">1</attribute><attribute name="empty"/>',
        {"color": "red", "tame": True, "age": "007", "note": NestedValue("<b>!</b>", is_json=False), "empty": ""},
    ),
    "voc": (
        "a.xml",
        VOC % "    <attributes>\n      <attribute><name>color</name><value>a &amp; b</value></attribute>\n"
        "      <attribute>\n        <name>tame</name>\n        <value>1</value>\n      </attribute>\n"
        "      <attribute><name>none</name></attribute>\n    </attributes>\n",
        {"color": "a & b", "tame": "1", "none": ""},
    ),
    "labelme": (
        "a.json",
        LABELME % ("3", '"a note"', '{"tame": true, "difficult": true}', ', "color": "red", "kie_linking": []'),
        {"tame": True, "group_id": 3, "description": "a note", "color": "red"},
    ),
    "via": (
        "via.json",
        VIA % '{"class": "cat", "color": "red", "tame": true, "age": 3, "difficult": "1", "parts": {"ear": true}}',
        {"color": "red", "tame": True, "age": 3, "parts": NestedValue('{"ear": true}')},
    ),
    "csv": (
        "via.csv",
        VIA_CSV % '"{""class"":""cat"",""color"":""red"",""age"":3,""tame"":true}"',
        {"color": "red", "age": 3, "tame": True},
    ),
}
"""By format: the name of a label file of the image a.png, its content, and the attributes of its box."""
