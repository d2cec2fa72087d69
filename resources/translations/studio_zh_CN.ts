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
        <source>There is no trained network yet. Train one on the labels of this folder, or open a checkpoint with Model, Open a network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Detections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the network found, with its score.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln detection(s) with a score of {score} or more.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Detected in %Ln image(s): {speed} images/s.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln could not be read.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Open a network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoints (*.safetensors)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening {path}</source>
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
        <source>The check was stopped; what it found until then is listed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking the labels…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looked at {images} with {boxes}. Double click a line to go there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looked at {images} with {boxes}: nothing has to be mended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This box was changed since the check. Its image was looked at again.</source>
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
        <source>Nothing was exported, as not all boxes could be saved. {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The export was cancelled; nothing was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>And %Ln more of that kind.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Exported {images} with {boxes} to {folder} as {format}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If you leave, they are offered when this folder is opened again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load theirs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} could not be copied to {copies}: {strerror}. Nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} Your boxes are kept here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your boxes are written to {file}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the other program wrote is kept as {copy}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The boxes of {path} are loaded. Undo brings yours back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load the file&apos;s boxes</source>
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
        <source>Whether the boxes of this class are shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour; click it to choose another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class; the chosen one is that of the next box. Drag rows to arrange them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boxes of this class in this image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boxes of this class in the folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
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
    <message>
        <source>Mark {boxes} as difficult</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark {boxes} as truncated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark {boxes} as occluded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark {boxes} as not difficult</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark {boxes} as not truncated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark {boxes} as not occluded</source>
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
    <message>
        <source>The class list keeps the name {source}, as its numbers must not move.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A class list beside the table keeps the name {source}, as its numbers must not move.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Polygons and other shapes that are no boxes keep their class.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{label}: %Ln box(es) so far. The labels are still being read…</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{label}: {boxes_in_images}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{label} has no boxes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Label files that cannot be read and stay as they are: %Ln.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{boxes} in {images}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name changes in the class list; label files have numbers and stay as they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete {source}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename {source} to {target}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge {source} into {target}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename {source} to {target} in all images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge {source} into {target} in all images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete {source} in all images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleted {source}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Renamed {source} to {target}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merged {source} into {target}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Renamed {source} to {target} in %Ln image(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Merged {source} into {target} in %Ln image(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Deleted {source} in %Ln image(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Undo: rename {source} to {target}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo: delete {source}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo: merge {source} into {target}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>&amp;Undo: rename {source} to {target} in %Ln image(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Undo: merge {source} into {target} in %Ln image(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Undo: delete {source} in %Ln image(s)</source>
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
        <source>RPN objectness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>RPN box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is wrong, and what to do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Total</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The four losses are drawn here while a network trains.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss curves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loss</source>
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
        <source>W px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>H px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing detected here yet. Detect looks at this image with the network in use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lowest score shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Accept all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Reject all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Detect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Detections of this image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No trained network yet: train one, or open one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{score} or more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The best detection has a score of {score}. Lower the score to see it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Accept selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Reject selected</source>
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
    <message>
        <source>That box was too small to keep: a box has at least {side} x {side} pixels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw {label}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no box under the cursor.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No class has the key {number}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resize {boxes}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Navigator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of the picture that is seen. Click or drag to move it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a folder of images (Ctrl+U)
or drop one here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose an image from the list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading {image}… {percent}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading {image}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln box(es).</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Reading every pixel of this image… {percent}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tab goes from box to box, arrow keys move the selected one, Control and Tab leaves the image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No edge of the selected boxes is near the border: within 2 % of the image or 10 pixels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Locked: {boxes}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlocked: {boxes}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The box {label} is hidden, not deleted: Show all boxes brings everything back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln boxes are hidden, not deleted: Show all boxes brings everything back.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Stretch {boxes} to the border</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit {boxes} into the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No box reaches outside the image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Wholly outside the image: %Ln box(es). Delete or move what is no object.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>There is no image before this one in the list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the boxes of {source}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{source} has no boxes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All boxes of {source} are here already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy {boxes} of {source}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Copied %Ln box(es) of {source}.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln left out: here already, or outside this image.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{image} is verified.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{image} is not verified.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Copied %Ln box(es).</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The copied boxes lie outside this image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Paste %Ln box(es)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The box was not kept, because it got no class.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo {step}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Redo {step}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The format of the labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folders without labels will be labelled as {format}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New folders will be labelled as {format}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This folder keeps {format}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This folder will be labelled as {format}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labels: {format}. Click to choose the format, as nothing is saved yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labels: {format}. Click to choose that of folders without labels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label format: {format}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>other windows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder for unsaved boxes, {safety_folder}, cannot be written to, so a crash could take boxes that are not saved yet. Make room or give permission to write there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This folder is open in another window ({where}). Boxes edited in both may conflict; no file is written over without asking.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for boxes that were not saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unsaved boxes of {image} are kept: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Unsaved boxes of {image} and %Ln more are kept: {reason}</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The boxes of {images} are restored; Undo takes that back in each.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The boxes of {image} cannot be restored while it cannot be edited. They are kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore unsaved boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} could not be copied: {strerror}. Nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not all pixels of {name} could be read; it is shown smaller.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All {megapixels} megapixels of {name} are shown now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled before the first step.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The network is trained; Detect uses it. It is in {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{image}: another program changed its labels; they were read again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) added</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) gone</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>other labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder has changed: {what}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete {boxes}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label {label}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate {boxes}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln locked boxes stay as they are. Unlock them first.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>A locked box stays as it is: {label}. Unlock it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only {name} is opened, one folder at a time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the folder of {name} is opened: {others}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one of the images lies elsewhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln of the images lie elsewhere</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>d MMMM yyyy, hh:mm</source>
        <comment>date and time</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boxes of {images} were not saved when the session of {when} ended. Restore them?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The label file changed since; what is there now would be kept as a copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Label files changed since: %Ln. What is there now would be kept as copies.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{image} is not in this folder any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read-only folder: boxes cannot be saved in {folder}. To edit, give permission to write there or copy the folder, then load the image again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read-only file: boxes cannot be saved to {labels}. To edit, give permission to write it, then load the image again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boxes of the class {label} are shown again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln detection(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Accept {boxes}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} was changed since then, and stays as it is. Look at its boxes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drawing the demo images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Detecting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Detecting in {images} images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading the detector engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exporting to {out}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is called {name} there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is not an image of the data set around it. Open the folder that it lies in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>process {pid}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>process {pid} on {host}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{width} x {height} pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is large ({size}); it is shown at 1/{reduction} of its size, because all its pixels would need {width} GB of memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is not enough memory to show {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no further text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong in {title}: {name}: {text}. Details are in the log.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The journal of unsaved boxes, {path}, cannot be written: {strerror}. Boxes are saved to their label files all the same. Make room on that disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking the labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repairing labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taking the repairs back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was changed since it was repaired, and stays as it is. Look at its boxes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at {root} again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the labels of {image}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Building the network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training, step {step}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training on {folder}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no ImageNet weights here and none could be downloaded, so the network starts from nothing: it needs more images and epochs. A folder with weights can be chosen under Train.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move {boxes}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{done}. No file had to be changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped. {done} so far.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{done}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln more file(s) stay as they are. Check the labels to see which.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{path} was edited since then, and stays as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{image} was edited since then, and stays as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Boxes that were changed since then are left as they are: %Ln.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Stopped. A part of it was undone: {step}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo the rest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undone in part: {step}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undone: {step}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lists of classes (*.txt *.names);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each new box asks for its class.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New boxes become {label}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first box asks for its class.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour of {label}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key {key} sets the class {label}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{label} has the key of its place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This image has no boxes of the class {label}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add the classes of a list</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Added %Ln class(es) from {file}.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln there already.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Save the list of classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Wrote %Ln class(es) to {file}.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>D</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>T</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>O</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The class of the box; double click to change it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left edge, pixels from the left of the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top edge, pixels from the top of the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width in pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Height in pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difficult: evaluation passes over this box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Truncated: the object goes on outside the box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Occluded: something stands in front of the object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The eye: whether the box is shown on the image; nothing is written of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The padlock: a locked box cannot be moved, changed or deleted; nothing is written of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not locked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>locked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not difficult</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>difficult</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not truncated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>truncated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not occluded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>occluded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit {label}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} as a number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adjust the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Brightness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lighter or darker; 0 is as in the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C&amp;ontrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far light and dark are apart; 1 is as in the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Gamma</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More makes dark parts lighter and changes light ones little; 1 is as in the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Automatic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stretch the picture&apos;s darkest part to black and its lightest to white</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Reset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the picture as its file has it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;b&gt;Adjust the picture&lt;/b&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only what is shown; the files stay as they are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close; the adjustment stays until it is reset (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click to list these images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boxes of this image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No image is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These boxes cannot be edited. {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No boxes yet. Press W and drag over an object.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln hidden</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Rename a class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge a class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Merge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete a class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New name of the class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name that the class gets, in all images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class to merge into</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The class that the boxes get, in all images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it affects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Notes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do it in all images; it can be undone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New &amp;name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Into</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If you cancel, what was done until then can be undone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{done} of {total} files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping after this file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type the new name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a class {wanted} already: its boxes stay, and those of {source} join them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Classes in their order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag a class to another place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move &amp;up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the selected class a smaller number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move &amp;down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the selected class a larger number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sort by &amp;name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number the classes in the order of their names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename the class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename the chosen class in all images (F2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge the class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Single-class mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New boxes get the chosen class without asking (Ctrl+Shift+S)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class of the next box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of a new class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type the name of a new class and press Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add the class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add this class to the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show or hide the boxes of {label}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the colour of {label}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The number key of this class; right-click to give it another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first box asks for its class, the next ones keep it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each new box asks; {label} is proposed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Rename…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Merge into…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Delete…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the &amp;colour…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Select its boxes in this image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number &amp;key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By its place in the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed by another program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} was changed by another program while you edited its image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep mine writes your boxes to the file and keeps a copy of what is there now. Load theirs shows the boxes of the file; Undo brings yours back. Until you choose, nothing is written and your boxes stay here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep &amp;mine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write your boxes to the file; a copy of what is there now is kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load &amp;theirs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the boxes of the file; Undo brings yours back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decide &amp;later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close this and change nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boxes only in yours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boxes only in the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boxes that differ in place, size, class or flags</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boxes that are the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy them, too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put links to them there, which take no room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave them where they are: labels alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Those that have labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All, also without labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Those marked as verified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Format of the labels there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A new or empty folder, outside of the one that is open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder to write to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which images are exported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is done with the images themselves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C&amp;lasses, as they are numbered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is to be changed first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write &amp;to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Which images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Their &amp;pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the whole path of the folder, or choose it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a new or empty folder elsewhere.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export to a new or empty folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>new class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a part of a class, or a new name; digits choose by the number key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a name, or choose one with the arrows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter makes the new class {label}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter takes {label}. Ctrl+Enter makes the new class {typed}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter takes {label}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a folder to see how its boxes are spread over classes, sizes and images.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no boxes yet. Press {key} and drag over an object; what you draw is counted here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy all numbers as a table, for a spreadsheet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boxes of each class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sizes of boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shapes of boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boxes in an image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Square root of the area, in pixels of the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width to height</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Images that have so many boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Charts</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln labelled</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln verified</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln class(es)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln with labels that cannot be read</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{numbers}. Still reading: %Ln label file(s) so far.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>ImageNet weights, if there are any</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ImageNet weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) with labels in {folder}. The network goes to {out_dir}.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source> times through all images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The network in use ({run})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>downloaded when needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A folder with ImageNet weights, for machines without a network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Start from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Weights folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw boxes in some images first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder with ImageNet weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note: There is no CUDA GPU here, so the network trains on the CPU.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No training yet. Train starts a network on the labels of this folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Stopped after %Ln step(s).</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Completed after %Ln step(s).</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The network is kept, and Detect uses it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step %v of %m</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Train…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the labels to find boxes outside their image, drawn twice or without area, and files that cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look through all labels of this folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read whole &amp;images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slower, but damaged images and copies of one picture are found, too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind of problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show only one kind of problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Repair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repair all &amp;shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo repair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put back what the last repair changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the check found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problems found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Double click or Enter goes to the box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All that should be mended ({count})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All, notes too ({count})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no problem to repair.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None of these problems has a remedy that needs no person: its sentence says what to do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Cut off, put right or delete the boxes of %Ln problem(s). It can be undone.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln need a person, as their sentence says.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Stop after this step; what was learned so far is saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages of the training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preparing: reading labels and weights...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Going on after step {step}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved {path} at step {step}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note: {message}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epoch {epoch}: mean loss {loss}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epoch {epoch}: mean loss {loss}, AP50 {score}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{preset} on {device}: {images}, {classes}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epoch {epoch} on {device}   loss {loss}   rate {rate}   {speed} images/s   {time} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping after this step...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{start} to {end} px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>over {start} px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about {times} times as wide as high</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about {times} times as high as wide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about square</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>more than %Ln box(es)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>what</source>
        <comment>table header</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>value</source>
        <comment>table header</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>count</source>
        <comment>table header</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>labelled images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>verified images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>images with unreadable labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>boxes of the class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>boxes of the size (root of the area)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>boxes of the shape (width to height)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>images with so many boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln files. The first: {reason}</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{image} was edited since it was repaired, and stays as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Repair %Ln problem(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The labels of %Ln image(s) were repaired.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Undo the repair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was left to repair.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln more file(s) stay as they are. The log names them.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The repair was taken back in part.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The repair was taken back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tutorial&apos;s network, number for number, at 800 pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>VGG16 with the settings known to work well on Pascal VOC; for a GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ResNet-50 with a feature pyramid, as in torchvision, whose COCO weights fit it; for a GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same with ResNet-101: slower, a little better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same with ResNeXt-50 32x4d</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A light pyramid network that fine-tunes in minutes on two CPU cores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>images that cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>labels that cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>boxes with coordinates that are no numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>boxes with swapped corners</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>boxes without area</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>boxes in fractions of the image where pixels belong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>boxes outside their image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>boxes larger than their image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>images that lie on their side, labelled without turning them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>labels made for an image of another size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>boxes partly outside their image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>boxes drawn twice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>objects with boxes of two classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>boxes too small for the network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>labels that are odd or cannot be used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>labels without their image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>images that differ only in their suffix</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>images that are there more than once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>classes with few boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>classes that differ only in how they are written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>images without labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what was noticed when the data were opened</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
