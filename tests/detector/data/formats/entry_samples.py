"""CVAT, CreateML and VIA files in the shapes people have them; their images are 100 x 80 pixels."""

from __future__ import annotations

CVAT_TASK = """<?xml version="1.0" encoding="utf-8"?>
<annotations>
  <version>1.1</version>
  <meta>
    <task>
      <id>7</id>
      <name>caf\u00e9 &amp; bar</name>
      <labels>
        <label>
          <name>cat</name>
          <color>#ff0000</color>
          <attributes>
            <attribute>
              <name>mood</name>
            </attribute>
          </attributes>
        </label>
        <label>
          <name>tooth brush</name>
        </label>
        <label>
          <name>nose</name>
          <parent>face</parent>
        </label>
      </labels>
    </task>
    <dumped>2024-05-01 10:00:00.0+00:00</dumped>
  </meta>
  <image id="0" name="a.png" width="100" height="80">
    <box label="cat" source="manual" occluded="0" xtl="10.50" ytl="20.00" xbr="30.25" ybr="40.00" z_order="0">
      <attribute name="mood">good &lt;really&gt;</attribute>
      <attribute name="difficult">true</attribute>
    </box>
    <!-- by hand -->
    <polygon label="tooth brush" source="auto" occluded="1" points="50.00,10.00;90.00,10.00;70.00,60.00" z_order="1">
    </polygon>
    <box label='cat' occluded='1' xtl='1' ytl='2' xbr='9' ybr='8' group_id="3"/>
    <polyline label="cat" source="manual" occluded="0" points="1.00,1.00;2.00,2.00" z_order="0"/>
    <cuboid label="cat" xtl1="1" ytl1="1" xbl1="1" ybl1="9"/>
    <tag label="cat" source="manual"/>
  </image>
  <image id="1" name="cam/b.png" width="100" height="80">
    <mask label="cat" source="manual" occluded="0" rle="3, 5, 2" left="5" top="6" width="5" height="2" z_order="0">
    </mask>
    <ellipse label="cat" occluded="0" cx="50.00" cy="40.00" rx="20.00" ry="10.00" z_order="0"/>
    <box label="cat" occluded="0" xtl="40.00" ytl="30.00" xbr="60.00" ybr="50.00" rotation="45.00" z_order="0"/>
  </image>
  <image id="5" name="gone.png" width="100" height="80"/>
</annotations>
"""
"""Every kind of shape, a comment, an image in a folder and one that is missing, labels of which one is a part."""
CVAT_PROJECT = """<?xml version='1.0' encoding='utf-8'?>
<annotations>
  <version>1.1</version>
  <meta><project><name>p</name><labels><label><name>dog</name></label></labels></project></meta>
  <image id="0" name="a.png" subset="train" task_id="1" width="100" height="80">
    <box label="dog" source="file" occluded="0" xtl="1.00" ytl="2.00" xbr="30.00" ybr="40.00" z_order="0">
    </box>
  </image>
  <image id="0" name="a.png" subset="val" task_id="2" width="100" height="80">
    <box label="dog" source="file" occluded="0" xtl="5.00" ytl="6.00" xbr="70.00" ybr="60.00" z_order="0">
    </box>
  </image>
</annotations>
"""
"""Two images of one name in two subsets."""

CREATEML = """[
  {
    "image": "a.png",
    "annotations": [
      {"label": "cat", "coordinates": {"x": 20.375, "y": 30, "width": 19.75, "height": 20.0}},
      {"label": "tooth brush",
       "coordinates": {"x": 60, "y": 40, "width": 40, "height": 40}, "mine": [1, 2.50]}
    ]
  },
  {"image": "b.png", "annotations": []}
]
"""
CREATEML_LABELIMG = (
    '[{"image": "a.png", "verified": true, "annotations": [{"label": "cat", "coordinates": '
    '{"x": 50.0, "y": 40.0, "width": 20.0, "height": 10.0}}, {"label": "dog", "coordinates": '
    '{"x": 12.5, "y": 11.0, "width": 5.0, "height": 6.0}}]}]'
)

VIA_PROJECT = """{"_via_settings": {"ui": {"image": {"region_label": "kind"}}, "core": {"default_filepath": ""}},
"_via_img_metadata": {
  "a.png300": {"filename": "a.png", "size": 300, "regions": [
    {"shape_attributes": {"name": "rect", "x": 10, "y": 20, "width": 20, "height": 30},
     "region_attributes": {"kind": "cat", "difficult": "1", "note": "left"}},
    {"shape_attributes": {"name": "polygon", "all_points_x": [50, 90, 70], "all_points_y": [10, 10, 60]},
     "region_attributes": {"kind": "tooth brush", "note": ""}},
    {"shape_attributes": {"name": "circle", "cx": 50, "cy": 40, "r": 10}, "region_attributes": {"kind": "cat"}},
    {"shape_attributes": {"name": "ellipse", "cx": 50, "cy": 40, "rx": 20, "ry": 10, "theta": 0},
     "region_attributes": {"kind": "cat"}},
    {"shape_attributes": {"name": "rect", "x": 1, "y": 2, "width": 3, "height": 4}, "region_attributes": {}},
    {"shape_attributes": {"name": "point", "cx": 5, "cy": 6}, "region_attributes": {"kind": "cat"}}
  ], "file_attributes": {"caption": "caf\u00e9"}},
  "b.png300": {"filename": "b.png", "size": 300, "regions": [], "file_attributes": {}}
},
"_via_attributes": {"region": {
  "note": {"type": "text", "description": "", "default_value": ""},
  "kind": {"type": "radio", "description": "", "options": {"tooth brush": "", "cat": ""}, "default_options": {}}
}, "file": {}},
"_via_data_format_version": "2.0.10", "_via_image_id_list": ["a.png300", "b.png300"]}
"""
"""Every shape, an attribute that is no class, a region without class, a flag."""
VIA_1 = """{"a.png300":{"fileref":"","size":300,"filename":"a.png","base64_img_data":"","file_attributes":{},"regions":{
"0":{"shape_attributes":{"name":"rect","x":10,"y":20,"width":20,"height":30},"region_attributes":{"name":"cat"}},
"1":{"shape_attributes":{"name":"polygon","all_points_x":[50,90,70],"all_points_y":[10,10,60]},"region_attributes":{"name":"dog"}}
}},"b.png300":{"fileref":"","size":300,"filename":"b.png","base64_img_data":"","file_attributes":{},"regions":{}}}
"""
"""As VIA 1 exported it: regions are an object."""
