<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name></name>
    <message numerus="yes">
        <source>%Ln file(s)</source>
        <translation>
            <numerusform>%Ln file</numerusform>
            <numerusform>%Ln files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The boxes of %Ln image(s) are not saved.</source>
        <translation>
            <numerusform>The boxes of %Ln image are not saved.</numerusform>
            <numerusform>The boxes of %Ln images are not saved.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln box(es)</source>
        <translation>
            <numerusform>%Ln box</numerusform>
            <numerusform>%Ln boxes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{label}: %Ln box(es) so far. The labels are still being read…</source>
        <translation>
            <numerusform>{label}: %Ln box so far. The labels are still being read…</numerusform>
            <numerusform>{label}: %Ln boxes so far. The labels are still being read…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Label files that cannot be read and stay as they are: %Ln.</source>
        <translation>
            <numerusform>Label files that cannot be read and stay as they are: %Ln.</numerusform>
            <numerusform>Label files that cannot be read and stay as they are: %Ln.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s)</source>
        <translation>
            <numerusform>%Ln image</numerusform>
            <numerusform>%Ln images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Renamed {source} to {target} in %Ln image(s)</source>
        <translation>
            <numerusform>Renamed {source} to {target} in %Ln image</numerusform>
            <numerusform>Renamed {source} to {target} in %Ln images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Merged {source} into {target} in %Ln image(s)</source>
        <translation>
            <numerusform>Merged {source} into {target} in %Ln image</numerusform>
            <numerusform>Merged {source} into {target} in %Ln images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Deleted {source} in %Ln image(s)</source>
        <translation>
            <numerusform>Deleted {source} in %Ln image</numerusform>
            <numerusform>Deleted {source} in %Ln images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Undo: rename {source} to {target} in %Ln image(s)</source>
        <translation>
            <numerusform>&amp;Undo: rename {source} to {target} in %Ln image</numerusform>
            <numerusform>&amp;Undo: rename {source} to {target} in %Ln images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Undo: merge {source} into {target} in %Ln image(s)</source>
        <translation>
            <numerusform>&amp;Undo: merge {source} into {target} in %Ln image</numerusform>
            <numerusform>&amp;Undo: merge {source} into {target} in %Ln images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Undo: delete {source} in %Ln image(s)</source>
        <translation>
            <numerusform>&amp;Undo: delete {source} in %Ln image</numerusform>
            <numerusform>&amp;Undo: delete {source} in %Ln images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{numbers} and %Ln more  (positives)</source>
        <translation>
            <numerusform>{numbers} and %Ln more  </numerusform>
            <numerusform>{numbers} and %Ln more  positives</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln box(es).</source>
        <translation>
            <numerusform>%Ln box.</numerusform>
            <numerusform>%Ln boxes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln boxes are hidden, not deleted: Show all boxes brings everything back.</source>
        <translation>
            <numerusform>%Ln boxes are hidden, not deleted: Show all boxes brings everything back.</numerusform>
            <numerusform>%Ln boxes are hidden, not deleted: Show all boxes brings everything back.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Wholly outside the image: %Ln box(es). Delete or move what is no object.</source>
        <translation>
            <numerusform>Wholly outside the image: %Ln box. Delete or move what is no object.</numerusform>
            <numerusform>Wholly outside the image: %Ln boxes. Delete or move what is no object.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copied %Ln box(es) of {source}.</source>
        <translation>
            <numerusform>Copied %Ln box of {source}.</numerusform>
            <numerusform>Copied %Ln boxes of {source}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln left out: here already, or outside this image.</source>
        <translation>
            <numerusform>%Ln left out: here already, or outside this image.</numerusform>
            <numerusform>%Ln left out: here already, or outside this image.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more file(s) stay as they are. Check the labels to see which.</source>
        <translation>
            <numerusform>%Ln more file stay as they are. Check the labels to see which.</numerusform>
            <numerusform>%Ln more files stay as they are. Check the labels to see which.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Boxes that were changed since then are left as they are: %Ln.</source>
        <translation>
            <numerusform>Boxes that were changed since then are left as they are: %Ln.</numerusform>
            <numerusform>Boxes that were changed since then are left as they are: %Ln.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Added %Ln class(es) from {file}.</source>
        <translation>
            <numerusform>Added %Ln class from {file}.</numerusform>
            <numerusform>Added %Ln classes from {file}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln there already.</source>
        <translation>
            <numerusform>%Ln there already.</numerusform>
            <numerusform>%Ln there already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Wrote %Ln class(es) to {file}.</source>
        <translation>
            <numerusform>Wrote %Ln class to {file}.</numerusform>
            <numerusform>Wrote %Ln classes to {file}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln detection(s) with a score of {score} or more.</source>
        <translation>
            <numerusform>%Ln detection with a score of {score} or more.</numerusform>
            <numerusform>%Ln detections with a score of {score} or more.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Detected in %Ln image(s): {speed} images/s.</source>
        <translation>
            <numerusform>Detected in %Ln image: {speed} images/s.</numerusform>
            <numerusform>Detected in %Ln images: {speed} images/s.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln could not be read.</source>
        <translation>
            <numerusform>%Ln could not be read.</numerusform>
            <numerusform>%Ln could not be read.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copied %Ln box(es).</source>
        <translation>
            <numerusform>Copied %Ln box.</numerusform>
            <numerusform>Copied %Ln boxes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Paste %Ln box(es)</source>
        <translation>
            <numerusform>Paste %Ln box</numerusform>
            <numerusform>Paste %Ln boxes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Not labelled, because another program deleted or changed them: %Ln box(es).</source>
        <translation>
            <numerusform>Not labelled, because another program deleted or changed them: %Ln box.</numerusform>
            <numerusform>Not labelled, because another program deleted or changed them: %Ln boxes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>And %Ln more of that kind.</source>
        <translation>
            <numerusform>And %Ln more of that kind.</numerusform>
            <numerusform>And %Ln more of that kind.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Unsaved boxes of {image} and %Ln more are kept: {reason}</source>
        <translation>
            <numerusform>Unsaved boxes of {image} and %Ln more are kept: {reason}</numerusform>
            <numerusform>Unsaved boxes of {image} and %Ln more are kept: {reason}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) added</source>
        <translation>
            <numerusform>%Ln image added</numerusform>
            <numerusform>%Ln images added</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) gone</source>
        <translation>
            <numerusform>%Ln image gone</numerusform>
            <numerusform>%Ln images gone</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln locked boxes stay as they are. Unlock them first.</source>
        <translation>
            <numerusform>%Ln locked boxes stay as they are. Unlock them first.</numerusform>
            <numerusform>%Ln locked boxes stay as they are. Unlock them first.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Label files changed since: %Ln. What is there now would be kept as copies.</source>
        <translation>
            <numerusform>Label files changed since: %Ln. What is there now would be kept as copies.</numerusform>
            <numerusform>Label files changed since: %Ln. What is there now would be kept as copies.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation>
            <numerusform>%Ln selected</numerusform>
            <numerusform>%Ln selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln hidden</source>
        <translation>
            <numerusform>%Ln hidden</numerusform>
            <numerusform>%Ln hidden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln labelled</source>
        <translation>
            <numerusform>%Ln labelled</numerusform>
            <numerusform>%Ln labelled</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln verified</source>
        <translation>
            <numerusform>%Ln verified</numerusform>
            <numerusform>%Ln verified</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln class(es)</source>
        <translation>
            <numerusform>%Ln class</numerusform>
            <numerusform>%Ln classes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln with labels that cannot be read</source>
        <translation>
            <numerusform>%Ln with labels that cannot be read</numerusform>
            <numerusform>%Ln with labels that cannot be read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{numbers}. Still reading: %Ln label file(s) so far.</source>
        <translation>
            <numerusform>{numbers}. Still reading: %Ln label file so far.</numerusform>
            <numerusform>{numbers}. Still reading: %Ln label files so far.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) with labels in {folder}. The network goes to {out_dir}.</source>
        <translation>
            <numerusform>%Ln image with labels in {folder}. The network goes to {out_dir}.</numerusform>
            <numerusform>%Ln images with labels in {folder}. The network goes to {out_dir}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>AP is measured on %Ln other image(s).</source>
        <translation>
            <numerusform>AP is measured on %Ln other image.</numerusform>
            <numerusform>AP is measured on %Ln other images.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln fault(s)</source>
        <translation>
            <numerusform>%Ln fault</numerusform>
            <numerusform>%Ln faults</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln likely slip(s)</source>
        <translation>
            <numerusform>%Ln likely slip</numerusform>
            <numerusform>%Ln likely slips</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stopped after %Ln step(s).</source>
        <translation>
            <numerusform>Stopped after %Ln step.</numerusform>
            <numerusform>Stopped after %Ln steps.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Completed after %Ln step(s).</source>
        <translation>
            <numerusform>Completed after %Ln step.</numerusform>
            <numerusform>Completed after %Ln steps.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>In %Ln image(s) without &amp;labels</source>
        <translation>
            <numerusform>In %Ln image without &amp;labels</numerusform>
            <numerusform>In %Ln images without &amp;labels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>In all %Ln image(s)</source>
        <translation>
            <numerusform>In all %Ln image</numerusform>
            <numerusform>In all %Ln images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Turn %Ln detection(s) with a score of {score} or more into boxes?</source>
        <translation>
            <numerusform>Turn %Ln detection with a score of {score} or more into boxes?</numerusform>
            <numerusform>Turn %Ln detections with a score of {score} or more into boxes?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln detection(s)</source>
        <translation>
            <numerusform>%Ln detection</numerusform>
            <numerusform>%Ln detections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The boxes of %Ln image(s) are detections again.</source>
        <translation>
            <numerusform>The boxes of %Ln image are detections again.</numerusform>
            <numerusform>The boxes of %Ln images are detections again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>more than %Ln box(es)</source>
        <translation>
            <numerusform>more than %Ln box</numerusform>
            <numerusform>more than %Ln boxes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln files. The first: {reason}</source>
        <translation>
            <numerusform>%Ln files. The first: {reason}</numerusform>
            <numerusform>%Ln files. The first: {reason}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Repair %Ln problem(s)</source>
        <translation>
            <numerusform>Repair %Ln problem</numerusform>
            <numerusform>Repair %Ln problems</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The labels of %Ln image(s) were repaired.</source>
        <translation>
            <numerusform>The labels of %Ln image were repaired.</numerusform>
            <numerusform>The labels of %Ln images were repaired.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Cut off, put right or delete the boxes of %Ln problem(s). It can be undone.</source>
        <translation>
            <numerusform>Cut off, put right or delete the boxes of %Ln problem. It can be undone.</numerusform>
            <numerusform>Cut off, put right or delete the boxes of %Ln problems. It can be undone.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln need a person, as their sentence says.</source>
        <translation>
            <numerusform>%Ln need a person, as their sentence says.</numerusform>
            <numerusform>%Ln need a person, as their sentence says.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Only the folder of {name} is opened: %Ln of the images lie elsewhere.</source>
        <translation>
            <numerusform>Only the folder of {name} is opened: %Ln of the images lie elsewhere.</numerusform>
            <numerusform>Only the folder of {name} is opened: %Ln of the images lie elsewhere.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln anchor(s) at {x}, {y}.</source>
        <translation>
            <numerusform>%Ln anchor at {x}, {y}.</numerusform>
            <numerusform>%Ln anchors at {x}, {y}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln object(s) lost</source>
        <translation>
            <numerusform>%Ln object lost</numerusform>
            <numerusform>%Ln objects lost</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln object(s)</source>
        <translation>
            <numerusform>%Ln object</numerusform>
            <numerusform>%Ln objects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Matched: %Ln positive anchor(s), at least one with IoU {limit} or more.</source>
        <translation>
            <numerusform>Matched: %Ln positive anchor, at least one with IoU {limit} or more.</numerusform>
            <numerusform>Matched: %Ln positive anchors, at least one with IoU {limit} or more.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Rescued: no anchor reaches IoU {limit}, so the best there is became positive (%Ln anchor(s)).</source>
        <translation>
            <numerusform>Rescued: no anchor reaches IoU {limit}, so the best there is became positive (%Ln anchor).</numerusform>
            <numerusform>Rescued: no anchor reaches IoU {limit}, so the best there is became positive (%Ln anchors).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) are pinned already, and each costs time while a network trains.</source>
        <translation>
            <numerusform>%Ln image are pinned already, and each costs time while a network trains.</numerusform>
            <numerusform>%Ln images are pinned already, and each costs time while a network trains.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln box(es) on this image, {width} x {height} px.</source>
        <translation>
            <numerusform>%Ln box on this image, {width} x {height} px.</numerusform>
            <numerusform>%Ln boxes on this image, {width} x {height} px.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>After NMS within each class (IoU over {limit}): %Ln detection(s).</source>
        <translation>
            <numerusform>After NMS within each class (IoU over {limit}): %Ln detection.</numerusform>
            <numerusform>After NMS within each class (IoU over {limit}): %Ln detections.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln box(es) without area inside the image left out, as in training.</source>
        <translation>
            <numerusform>%Ln box without area inside the image left out, as in training.</numerusform>
            <numerusform>%Ln boxes without area inside the image left out, as in training.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It kills %Ln candidate(s) with an IoU of more than {limit}.</source>
        <translation>
            <numerusform>It kills %Ln candidate with an IoU of more than {limit}.</numerusform>
            <numerusform>It kills %Ln candidates with an IoU of more than {limit}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) labelled: enough to begin.</source>
        <translation>
            <numerusform>%Ln image labelled: enough to begin.</numerusform>
            <numerusform>%Ln images labelled: enough to begin.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) without labels. What the network finds there only has to be corrected.</source>
        <translation>
            <numerusform>%Ln image without labels. What the network finds there only has to be corrected.</numerusform>
            <numerusform>%Ln images without labels. What the network finds there only has to be corrected.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) labelled since the last training.</source>
        <translation>
            <numerusform>%Ln image labelled since the last training.</numerusform>
            <numerusform>%Ln images labelled since the last training.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln labelled image(s)</source>
        <translation>
            <numerusform>%Ln labelled image</numerusform>
            <numerusform>%Ln labelled images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of {true} that no detection found</source>
        <translation>
            <numerusform>%Ln of {true} that no detection found</numerusform>
            <numerusform>%Ln of {true} that no detection found</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln detection(s) of {found} where none is labelled</source>
        <translation>
            <numerusform>%Ln detection of {found} where none is labelled</numerusform>
            <numerusform>%Ln detections of {found} where none is labelled</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of {true} found</source>
        <translation>
            <numerusform>%Ln of {true} found</numerusform>
            <numerusform>%Ln of {true} found</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of {true} taken for {found}</source>
        <translation>
            <numerusform>%Ln of {true} taken for {found}</numerusform>
            <numerusform>%Ln of {true} taken for {found}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more run(s) cannot be read.</source>
        <translation>
            <numerusform>%Ln more run cannot be read.</numerusform>
            <numerusform>%Ln more runs cannot be read.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more</source>
        <translation>
            <numerusform>%Ln more</numerusform>
            <numerusform>%Ln more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) must be repaired before training can begin</source>
        <translation>
            <numerusform>%Ln image must be repaired before training can begin</numerusform>
            <numerusform>%Ln images must be repaired before training can begin</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) will be left out, because the labels cannot be used</source>
        <translation>
            <numerusform>%Ln image will be left out, because the labels cannot be used</numerusform>
            <numerusform>%Ln images will be left out, because the labels cannot be used</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more class(es) fit; type more letters to find them.</source>
        <translation>
            <numerusform>%Ln more class fit; type more letters to find them.</numerusform>
            <numerusform>%Ln more classes fit; type more letters to find them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) not compared: only one of the two was measured on them.</source>
        <translation>
            <numerusform>%Ln image not compared: only one of the two was measured on them.</numerusform>
            <numerusform>%Ln images not compared: only one of the two was measured on them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln class(es) not compared: only one of the two knows them.</source>
        <translation>
            <numerusform>%Ln class not compared: only one of the two knows them.</numerusform>
            <numerusform>%Ln classes not compared: only one of the two knows them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Only %Ln image(s) measured: the real uncertainty is larger.</source>
        <translation>
            <numerusform>Only %Ln image measured: the real uncertainty is larger.</numerusform>
            <numerusform>Only %Ln images measured: the real uncertainty is larger.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{first} against {other}, on the same %Ln image(s):</source>
        <translation>
            <numerusform>{first} against {other}, on the same %Ln image:</numerusform>
            <numerusform>{first} against {other}, on the same %Ln images:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>This network against the one in the first view, on the same %Ln image(s):</source>
        <translation>
            <numerusform>This network against the one in the first view, on the same %Ln image:</numerusform>
            <numerusform>This network against the one in the first view, on the same %Ln images:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>About %Ln minute(s)</source>
        <translation>
            <numerusform>About %Ln minute</numerusform>
            <numerusform>About %Ln minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln step(s)</source>
        <translation>
            <numerusform>%Ln step</numerusform>
            <numerusform>%Ln steps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln time(s) through all images</source>
        <translation>
            <numerusform>%Ln time through all images</numerusform>
            <numerusform>%Ln times through all images</numerusform>
        </translation>
    </message>
</context>
</TS>
