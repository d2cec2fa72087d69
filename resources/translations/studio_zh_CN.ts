<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>{menu}: {action}</source>
        <extracomment>An action and the menu within a menu that it stands in, as in &quot;Lock and hide: Show all boxes&quot;.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a folder of images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>directory load data set project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;image…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open one image, and its folder with it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>file load picture photo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the &amp;demo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw a small labelled set of images and open it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>example sample try tutorial</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the boxes to disk now; they are saved by themselves otherwise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>write store disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the labels of this folder to another folder, in any format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>convert save as voc yolo coco labelme csv format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an open folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pascal &amp;VOC XML</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label folders that have no labels in Pascal VOC files: an .xml for each image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Format for new folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change save format labelimg</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;YOLO text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label folders that have no labels in YOLO files: a .txt for each image, classes.txt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change save format ultralytics darknet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;COCO JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label folders that have no labels in one COCO file: annotations.json</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change save format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;labelme JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label folders that have no labels in labelme files: a .json for each image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CSV &amp;table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label folders that have no labels in one table: annotations.csv</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change save format spreadsheet excel tensorflow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>exit close leave</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Previous image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the previous image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>back last before picture frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Next image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the next image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>forward after picture frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next image &amp;without labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the next image that has no label file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>empty unlabeled todo unannotated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>P&amp;revious image without labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the image before that has no label file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>empty unlabeled todo unannotated back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ne&amp;xt image not verified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the next image that is not marked as verified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unverified review check unchecked todo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous image not verifie&amp;d</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the image before that is not marked as verified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unverified review check unchecked todo back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Firs&amp;t image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the first image of the folder, while the picture has the focus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>begin start top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last ima&amp;ge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the last image of the folder, while the picture has the focus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bottom finish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to &amp;image number…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type the number of an image, counted from 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>jump index nth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Load again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the image and its labels anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>refresh revert read again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Find an image…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type part of an image&apos;s name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>search filter go to list name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Verify the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark all boxes of this image as checked (tap Space over the image)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>check done approve confirm reviewed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an image that can be edited</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Check the labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look for boxes outside their image, drawn twice or without area, and for files that cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lint problems errors validate quality faults</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next pro&amp;blem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the next fault that the check found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>error fault</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>problems found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous proble&amp;m</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the fault before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo the last repair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put back the boxes that the last repair changed, in all images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>restore revert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a repair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Statistics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many boxes there are of each class, how large they are, and how many are in an image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>charts histogram counts distribution numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Select boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select, move and resize boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>edit move pointer arrow tool mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Draw a box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw a new box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>new box create rectangle rectbox annotate bounding add label tool</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the last change back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>back revert mistake</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make the change again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>again repeat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a change that was undone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the selected boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>clipboard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>selected boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Paste boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste boxes into this image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>clipboard insert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>copied boxes and an image that can be edited</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the boxes of the pre&amp;vious image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add the boxes of the image before this one in the list, except those that are here already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>propagate repeat last frame duplicate paste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dupl&amp;icate boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a copy of the selected boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>clone copy twice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>De&amp;lete boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the selected boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>remove erase clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chan&amp;ge the label…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the selected boxes another class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>class category rename name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select &amp;all boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select every box of this image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>everything mark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an image with boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ne&amp;xt box under the cursor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the boxes that lie over each other at the cursor, select the next larger one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cycle overlapping below behind through</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous &amp;box under the cursor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the boxes that lie over each other at the cursor, select the next smaller one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cycle overlapping above front through</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Difficult</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark the selected boxes as difficult: evaluation passes over them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Flags</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>flag hard ignore crowd</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Truncated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark the selected boxes as truncated: the object goes on outside the box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>flag cut border</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Occluded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark the selected boxes as occluded: something stands in front of the object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>flag hidden behind covered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Lock the boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Locked boxes cannot be moved, changed or deleted; do it again to unlock them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loc&amp;k and hide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>padlock protect fix pin unlock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Unlock all boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock every box of this image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>padlock free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>locked boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Hide the boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide the selected boxes; nothing is deleted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>invisible eye</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Show all boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show every box and every class that is hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unhide reveal visible eye</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hidden boxes or classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stretch to the image&apos;s &amp;border</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the edges of the selected boxes that are near the image&apos;s border to it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alig&amp;n</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>align snap edge extend</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Fit into the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut off what reaches outside the image: of the selected boxes, or of all where none is selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>clip crop outside border</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Single-class mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New boxes get the chosen class without asking; otherwise each new box asks, and proposes it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class&amp;es</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>default label last class ask sticky use default</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Rename the class…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the chosen class another name, in all images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>label category name replace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a chosen class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Merge the class into another…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give all boxes of the chosen class another class, in all images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>label category join replace combine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>two classes, one of them chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Delete the class…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the chosen class and all its boxes, in all images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>label category remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo the last change of a class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put back what the last renaming, merging or deleting of a class changed, in all images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>restore revert rename merge delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a class that was changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change its &amp;colour…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the colour of the class, here and in all folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>color palette swatch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select its &amp;boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select every box of the chosen class in this image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>label category all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a chosen class and an image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;List its images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List only the images that have a box of the chosen class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>filter search find label category</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Add classes from a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add the classes of a text file that has one on each line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>import load predefined_classes.txt classes.txt labels.txt list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Write the classes to a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the list of classes to a text file, one on each line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>export save classes.txt list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Fit the window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the whole image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>zoom whole reset view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit the &amp;width</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make the image as wide as the window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>zoom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;100 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One pixel of the image is one pixel of the screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>zoom actual size pixels 1:1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show it larger</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>magnify larger bigger closer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show it smaller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>smaller farther</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the &amp;zoom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the next image at the same zoom and place, instead of fitting it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fixed same scale between images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Navigator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the whole picture in a corner where it is larger than the window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>minimap overview bird&apos;s eye</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Crosshair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>While drawing, show lines through the cursor over the whole picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>guides lines cursor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pixel &amp;grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show lines between the pixels from 1200 % on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lines raster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Adjust the picture…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change brightness, contrast and gamma of what is shown; files stay as they are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>brightness contrast gamma levels dark light exposure histogram equalise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adjust automa&amp;tically</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stretch the picture&apos;s darkest part to black and its lightest to white; do it again for as it was</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>auto levels brightness contrast stretch normalise dark 16 bit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Hide boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the image without its boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>show toggle visibility annotations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full &amp;screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the whole screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fullscreen maximise presentation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrange the panels for drawing boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wor&amp;kspace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layout panels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Stages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrange the panels for looking inside the network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layout panels anchors proposals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrange the panels for a training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layout panels losses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrange the panels for checking labels and detections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layout panels problems statistics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Reset the layout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put all panels back where they were at first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>docks panels windows default restore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Detect objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find objects in this image with the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Detect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>predict infer find objects model run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an image and the detector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Train a model…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fine-tune a model on the labels of this folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fine-tune learn fit model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Detect in all &amp;images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find objects in every image of this folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>predict infer batch folder auto label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an open folder and the detector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a &amp;network…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use a network that was trained before: a .safetensors checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>load model checkpoint weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Accept detections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn the detections shown into boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>predictions proposals confirm convert boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>detections in an image that can be edited</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keys and gestures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all keys and mouse gestures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hotkeys cheat sheet help keyboard mouse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find an a&amp;ction…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type what you want to do, or the number or name of an image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>command palette search run go to image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C&amp;hange the keys…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give actions other keys, or take over those of labelImg, labelme or CVAT</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>shortcuts hotkeys rebind keyboard preset customise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the &amp;log folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the folder with the program&apos;s log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>debug error report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which version this is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>version licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl + wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom at the cursor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wheel, Shift + wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scroll up and down, left and right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Middle button or Space, drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag in the navigator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the picture to that part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space, tapped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verify the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select the smallest box under the cursor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift + click</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a box to the selection, or take it out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click again, Alt + wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go through the boxes that lie over each other under the cursor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag beside the boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select the boxes that the drag touches; with Shift, add them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Double click</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the label of a box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alt while drawing or resizing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the image&apos;s border from pulling an edge to it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift while drawing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw another box afterwards</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tab, Shift + Tab</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select the next box, the one before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrow keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the selected boxes by 1 px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift + arrow keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the selected boxes by 10 px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alt + arrow keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the right or lower edge of the selected boxes by 1 px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alt + Shift + arrow keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the right or lower edge by 10 px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 … 9</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set the class of the selected boxes, or of the next one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>needs {what}</source>
        <extracomment>Why an action is greyed, as in &quot;needs an open folder&quot;.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{tip} ({keys})</source>
        <extracomment>What an action does, and its keys.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keys are changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keys are now those of {program}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{key} shows them all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press {key} and drag over an object. Boxes are saved by themselves.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose {draw} and drag over an object. Boxes are saved by themselves.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>image {number} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The language changes to {language} when the program starts again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show or hide this panel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Th&amp;eme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The log is in {folder}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label images, look inside Faster R-CNN, train and detect.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Detections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong that should not have. Your boxes are kept; if the window behaves oddly, save and start the program again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details are in {file}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details are on the terminal.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pascal VOC XML</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>YOLO text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>COCO JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>labelme JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CSV table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file for each image, with all flags and the verified mark. Scores are left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file for each image, and the classes in data.yaml. Flags and verified marks are left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One file, annotations.json. It holds everything that can be drawn or marked here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file for each image, with all flags. Verified marks are left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One table, annotations.csv. Flags and verified marks are left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{format}, counted from {first}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{format}, {where}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{format}, classes in {file}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{format}, a file beside each image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{key} sets a class over the picture; it will not any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{key} moves the picture, and verifies the image; it will not any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{key} goes from box to box over the picture; it will not any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{key} moves the selected boxes over the picture; it will not any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recent folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Main toolbar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>The boxes of %Ln image(s) are not saved.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The disk does not answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If you leave, they are offered when this folder is opened again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave without saving</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on</source>
        <extracomment>Of a switch, told to a screen reader.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>key {keys}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not possible now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find an action</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to do, #12 for an image, or a part of an image&apos;s name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find an action or an image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words in any order; Up and Down choose, Enter does it, Esc closes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is called that. Try fewer letters, or another word.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Actions and images that fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do not show this again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do not show this hint again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of the running job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel the running job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping: {job}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel: {job}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>My own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys as in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take over all keys of a program that your hands know</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part of an action&apos;s name, or a key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find an action or a key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show only the actions whose name or key has this text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is wrong with the keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys as &amp;in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Find</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Reset all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give every action the keys that it had at first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First decide what the keys that do two things are for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a field and press a key. A key works as soon as you close this with OK.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{key} is a key of {actions} and of {last}, so it would do none of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, </source>
        <extracomment>What stands between the names of a list.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other keys that do two things: {count}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only for {action}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take {key} from the other actions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a field and press a key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Action</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to {keys}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to no key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset the keys of {action}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another key of {action}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key of {action}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press a key, alone or with Ctrl, Shift or Alt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Notice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss this notice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Over the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys and gestures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part of a key or of what it does</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show only the lines that have these words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No key does that. Try another word, or look in the menus.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy as text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy these lines, to print them or to keep them elsewhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys and what they do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of opening</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try the demo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You can also drop a folder or an image here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw boxes on a folder of images, look inside Faster R-CNN, train and detect.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what}: {done} of {total}</source>
        <extracomment>How far the opening is; {what} is what is being opened.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Position of the cursor in the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of the selected box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Red, green and blue of the pixel at the cursor, 0 to 255</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adjusted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture is shown with another brightness, contrast or gamma than its file has. Click to change that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture is adjusted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether the boxes are saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{x}, {y} px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{width} x {height} px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not saved: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click to try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The boxes are being written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not editable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All boxes are on disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labels are still being read. The next image that is not verified is shown as soon as it is known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every other image has labels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every other image is verified.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the last image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the first image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is image {number} of {total}. The search does not list it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading labels…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was detected in these images yet. Detect objects in all of them from the menu Model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No image is found.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open an image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open {folder} at the image where it was left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget these</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No folder yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder} is not there. Connect its drive, or find where it was moved and open it there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image {number} of {total}, where you left this folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The boxes of {name} are not saved yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the last image that the search finds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the first image that the search finds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no labels yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>labelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>verified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>changed, not saved yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has detections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln box(es)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>no box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with a box of this class; label:c* for all that begin with c</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by the number of boxes: boxes&gt;3, boxes=0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>without labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>marked as verified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not verified yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>that cannot be read, or whose labels cannot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with detections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>whose best detection has such a score: score&lt;0.5, score&gt;0.9</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by their numbers: #12, #1-20</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>without what follows: -night, -label:cat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Did you mean {word}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{term} is not a number of images. Write #12, or #1-20.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{term} is left out. Images are counted from 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{term} is left out, because there is no such image. The folder has {images}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{term} is not understood and left out. Write {better}, or put a part of a name in quotes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{term} is not understood and left out. The menu beside the line lists all terms, or put a part of a name in quotes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{term} is not understood and left out. Write label:cat for images with a cat.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{term} needs the name of a class, as in label:cat or label:&quot;traffic light&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{term} needs a number of boxes, as in boxes&gt;3 or boxes=0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{term} needs a number from 0 to 1, as in score&lt;0.5 or score&gt;0.9.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words of the name, or terms such as label:cat, boxes&gt;3, unlabelled, -word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Terms of the search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Insert a term into the search: classes, marks, scores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List images whose name has all these words, in any case, and images:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put a name with spaces, or one that is a term, in quotes: &quot;img 1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Images of the folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show a small picture of each image in the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thumbnails</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labelled images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No folder is open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} of {total} labelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} verified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to image number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Images are counted from 1, in the order of the list without a search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Number, 1 to {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Go</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show this image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stay at the current image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no image with this number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Feature map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One channel of what the backbone makes of the image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filters of the stages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shape of the anchors shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Level of the anchors shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Box whose anchors are shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All cells</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the anchors of every cell again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Anchors inside the image only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Anchors of the minibatch only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>IoU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>objectness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many candidates before NMS are shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many proposals after NMS are shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset the filters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show what is shown at first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>best </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Objectness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before NMS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After NMS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;b&gt;Kinds of anchors in the Assignment layer&lt;/b&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All shapes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>every {stride} px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All levels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>row {row}, column {column} of level {level}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all, Alt + point at one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How sure the RPN is of an object at each cell.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cells</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The centres of the cells; each has the same few anchors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Anchors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Positive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sampled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best IoU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proposals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Losses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The detector engine is loading; the numbers come in a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open an image to see its anchors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{total}, {inside} inside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{total}, all in use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{total}: {by_iou} by IoU, {as_best} as best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{positive} positive, {negative} negative</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{numbers} and %Ln more  (positives)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{numbers}  (positives)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{total} decoded, {small} too small, {entered} best enter NMS, {survived} survive it, {kept} kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{total} decoded, {entered} best enter NMS, {survived} survive it, {kept} kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{width} x {height} px -&gt; {channels} features, {maps} cells</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{scored} boxes score enough, {kept} are left after NMS and limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>objectness {objectness}, RPN box {rpn_box}, class {cls}, box {box}; total {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The boxes that the network starts from: the same shapes at every cell.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Anchors of one cell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All shapes at one cell: the chosen anchor&apos;s, or a middle one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Assignment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What each anchor teaches the RPN: object, background, or nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Minibatch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The anchors drawn to train the RPN: positive and negative ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Anchors to boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An arrow from each positive anchor to its box.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proposals before NMS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The best candidates: anchors moved and scaled by the RPN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suppressed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Candidates that NMS removed, each with a line to the better one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proposals after NMS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is left when overlapping candidates are suppressed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>RoI sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proposals drawn to train the head: positive + injected boxes + negative.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pooling bins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cells that the chosen proposal is pooled in, whatever its size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refinement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the head moves a proposal to the final box.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Final detections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is left of the head&apos;s boxes after score, NMS and limit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Errors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Detections that are right / wrong, and boxes that were missed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{shown} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>best {shown} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Input and anchors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Anchor targets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proposal layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Short side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The image is resized so that its short side is as long, unless its long side then passes the limit. The network runs again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scales</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Side lengths of the anchors, in strides of their level.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ratios</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Height over width of the anchors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Positive from IoU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An anchor that overlaps a box by as much is positive.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Negative under IoU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An anchor that overlaps every box by less is negative.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many anchors train the RPN at a step.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Positive at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which part of the minibatch may be positive; negatives fill the rest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave out anchors outside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Anchors that cross the border of the image teach nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NMS IoU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A candidate that overlaps a better one by more is suppressed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Least side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Candidates with a shorter side are dropped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>px of the input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best before NMS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many enter NMS, of each level.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best after NMS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many are kept as proposals.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>RoIs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many RoIs train the head at a step.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which part of the RoIs may be positive.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A proposal that overlaps a box by as much is a positive RoI.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A proposal that overlaps every box by less may be a negative RoI.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Negative from IoU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A proposal that overlaps every box by less than this is not sampled at all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A class must score more for its box to be a detection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A box that overlaps a better one of its class by more is suppressed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most detections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many an image may have.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These settings need another network: {fault}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running the stages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is looked at, and where it leads.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Least {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Greatest {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to</source>
        <comment>between two numbers</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show {layer}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour of {layer}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much of this layer is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opacity of {layer}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show {layer} alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show this layer alone; again for those that were shown before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide {layer}. {explanation}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show {layer}. {explanation}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This layer has a colour for each kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opacity: {percent} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers of the stages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width x height of the anchors, in pixels of the network&apos;s input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shape whose objectness is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Level of the feature map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channel of the feature map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>channel </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>best of all shapes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The feature maps come with the stages.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{dead} of {all} channels are dead, {saturated} saturated.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This channel is dead: the same everywhere.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This channel is saturated: nearly everywhere at its highest value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From {low} to {high}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset {setting}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to {value}, as the network has it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write numbers over 0 with spaces between them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings of the stages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tried out on this image only; the network and its training stay as they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset all settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give every setting the network&apos;s own value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Limits of the proposal layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many candidates and proposals: as many as in training, or as when detecting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as in training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as when detecting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Draw again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw other minibatches with the next seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network whose stages are shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{preset}, untrained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Limits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers of every stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stages are running…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This network does not know these classes, so their boxes are left out: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size} px, every {stride} px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size} px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Positive by IoU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Positive as best for a box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Negative</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ignored, between thresholds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ignored, outside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>IoU with a box is at least the positive threshold.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No other anchor inside the image overlaps some box more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>IoU with every box is under the negative threshold.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>IoU lies between the two thresholds: the anchor teaches nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The anchor crosses the border of the image: it teaches nothing.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
