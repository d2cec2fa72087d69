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
        <source>{label}: %Ln box(es) so far. Still reading labels…</source>
        <translation>
            <numerusform>{label}: %Ln box so far. Still reading labels…</numerusform>
            <numerusform>{label}: %Ln boxes so far. Still reading labels…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Label files that cannot be read and stay unchanged: %Ln.</source>
        <translation>
            <numerusform>Label files that cannot be read and stay unchanged: %Ln.</numerusform>
            <numerusform>Label files that cannot be read and stay unchanged: %Ln.</numerusform>
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
        <source>%Ln boxes hidden, not deleted. Show all boxes shows them.</source>
        <translation>
            <numerusform>%Ln boxes hidden, not deleted. Show all boxes shows them.</numerusform>
            <numerusform>%Ln boxes hidden, not deleted. Show all boxes shows them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln box(es) entirely outside the image: move or delete them.</source>
        <translation>
            <numerusform>%Ln box entirely outside the image: move or delete them.</numerusform>
            <numerusform>%Ln boxes entirely outside the image: move or delete them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copied %Ln box(es) from {source}.</source>
        <translation>
            <numerusform>Copied %Ln box from {source}.</numerusform>
            <numerusform>Copied %Ln boxes from {source}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln skipped: already here, or outside this image.</source>
        <translation>
            <numerusform>%Ln skipped: already here, or outside this image.</numerusform>
            <numerusform>%Ln skipped: already here, or outside this image.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more file(s) unchanged. Check labels lists them.</source>
        <translation>
            <numerusform>%Ln more file unchanged. Check labels lists them.</numerusform>
            <numerusform>%Ln more files unchanged. Check labels lists them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Boxes edited since and left unchanged: %Ln.</source>
        <translation>
            <numerusform>Boxes edited since and left unchanged: %Ln.</numerusform>
            <numerusform>Boxes edited since and left unchanged: %Ln.</numerusform>
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
        <source>%Ln already in the list.</source>
        <translation>
            <numerusform>%Ln already in the list.</numerusform>
            <numerusform>%Ln already in the list.</numerusform>
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
        <source>%Ln image(s) left out.</source>
        <translation>
            <numerusform>%Ln image left out.</numerusform>
            <numerusform>%Ln images left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more image(s) left out.</source>
        <translation>
            <numerusform>%Ln more image left out.</numerusform>
            <numerusform>%Ln more images left out.</numerusform>
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
        <source>This format keeps no outlines: %Ln pasted as boxes.</source>
        <translation>
            <numerusform>This format keeps no outlines: %Ln pasted as a box.</numerusform>
            <numerusform>This format keeps no outlines: %Ln pasted as boxes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>This format keeps no parts or holes: %Ln pasted as boxes.</source>
        <translation>
            <numerusform>This format keeps no parts or holes: %Ln pasted as a box.</numerusform>
            <numerusform>This format keeps no parts or holes: %Ln pasted as boxes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln box(es) not labeled: another program changed them.</source>
        <translation>
            <numerusform>%Ln box not labeled: another program changed them.</numerusform>
            <numerusform>%Ln boxes not labeled: another program changed them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>And %Ln more of this kind.</source>
        <translation>
            <numerusform>And %Ln more of this kind.</numerusform>
            <numerusform>And %Ln more of this kind.</numerusform>
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
        <source>%Ln image(s) removed</source>
        <translation>
            <numerusform>%Ln image removed</numerusform>
            <numerusform>%Ln images removed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln boxes are locked. Unlock them to change them.</source>
        <translation>
            <numerusform>%Ln boxes are locked. Unlock them to change them.</numerusform>
            <numerusform>%Ln boxes are locked. Unlock them to change them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Label files changed since: %Ln. Copies of them are kept.</source>
        <translation>
            <numerusform>Label files changed since: %Ln. Copies of them are kept.</numerusform>
            <numerusform>Label files changed since: %Ln. Copies of them are kept.</numerusform>
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
        <source>%Ln labeled</source>
        <translation>
            <numerusform>%Ln labeled</numerusform>
            <numerusform>%Ln labeled</numerusform>
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
        <source>%Ln with unreadable labels</source>
        <translation>
            <numerusform>%Ln with unreadable labels</numerusform>
            <numerusform>%Ln with unreadable labels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{numbers}. Reading labels: %Ln file(s) so far.</source>
        <translation>
            <numerusform>{numbers}. Reading labels: %Ln file so far.</numerusform>
            <numerusform>{numbers}. Reading labels: %Ln files so far.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln labeled image(s) in {folder}, network in {out_dir}.</source>
        <translation>
            <numerusform>%Ln labeled image in {folder}, network in {out_dir}.</numerusform>
            <numerusform>%Ln labeled images in {folder}, network in {out_dir}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln error(s)</source>
        <translation>
            <numerusform>%Ln error</numerusform>
            <numerusform>%Ln errors</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln warning(s)</source>
        <translation>
            <numerusform>%Ln warning</numerusform>
            <numerusform>%Ln warnings</numerusform>
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
        <source>Convert %Ln detection(s) from score {score} on to boxes?</source>
        <translation>
            <numerusform>Convert %Ln detection from score {score} on to boxes?</numerusform>
            <numerusform>Convert %Ln detections from score {score} on to boxes?</numerusform>
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
        <source>Boxes of %Ln image(s) turned back into detections.</source>
        <translation>
            <numerusform>Boxes of %Ln image turned back into detections.</numerusform>
            <numerusform>Boxes of %Ln images turned back into detections.</numerusform>
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
        <source>%Ln files, such as: {reason}</source>
        <translation>
            <numerusform>%Ln files, such as: {reason}</numerusform>
            <numerusform>%Ln files, such as: {reason}</numerusform>
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
        <source>Repaired the labels of %Ln image(s).</source>
        <translation>
            <numerusform>Repaired the labels of %Ln image.</numerusform>
            <numerusform>Repaired the labels of %Ln images.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Repair the boxes of %Ln problem(s). Can be undone.</source>
        <translation>
            <numerusform>Repair the boxes of %Ln problem. Can be undone.</numerusform>
            <numerusform>Repair the boxes of %Ln problems. Can be undone.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln must be repaired by hand, as described.</source>
        <translation>
            <numerusform>%Ln must be repaired by hand, as described.</numerusform>
            <numerusform>%Ln must be repaired by hand, as described.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Opened only the folder of {name}: %Ln images are elsewhere.</source>
        <translation>
            <numerusform>Opened only the folder of {name}: %Ln images are elsewhere.</numerusform>
            <numerusform>Opened only the folder of {name}: %Ln images are elsewhere.</numerusform>
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
        <source>%Ln candidate(s) at {x}, {y}.</source>
        <translation>
            <numerusform>%Ln candidate at {x}, {y}.</numerusform>
            <numerusform>%Ln candidates at {x}, {y}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln object(s) missed</source>
        <translation>
            <numerusform>%Ln object missed</numerusform>
            <numerusform>%Ln objects missed</numerusform>
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
        <source>%Ln object(s) after: {stage}</source>
        <translation>
            <numerusform>%Ln object after: {stage}</numerusform>
            <numerusform>%Ln objects after: {stage}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) already pinned. Each one slows down training.</source>
        <translation>
            <numerusform>%Ln image already pinned. Each one slows down training.</numerusform>
            <numerusform>%Ln images already pinned. Each one slows down training.</numerusform>
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
        <source>After NMS within each class (IoU above {limit}): %Ln detection(s).</source>
        <translation>
            <numerusform>After NMS within each class (IoU above {limit}): %Ln detection.</numerusform>
            <numerusform>After NMS within each class (IoU above {limit}): %Ln detections.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln box(es) without area in the image left out.</source>
        <translation>
            <numerusform>%Ln box without area in the image left out.</numerusform>
            <numerusform>%Ln boxes without area in the image left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It suppresses %Ln candidate(s) with an IoU above {limit}.</source>
        <translation>
            <numerusform>It suppresses %Ln candidate with an IoU above {limit}.</numerusform>
            <numerusform>It suppresses %Ln candidates with an IoU above {limit}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln labeled image(s): enough to start training.</source>
        <translation>
            <numerusform>%Ln labeled image: enough to start training.</numerusform>
            <numerusform>%Ln labeled images: enough to start training.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) unlabeled. Detect, then correct the results.</source>
        <translation>
            <numerusform>%Ln image unlabeled. Detect, then correct the results.</numerusform>
            <numerusform>%Ln images unlabeled. Detect, then correct the results.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) labeled since the last training.</source>
        <translation>
            <numerusform>%Ln image labeled since the last training.</numerusform>
            <numerusform>%Ln images labeled since the last training.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln labeled image(s)</source>
        <translation>
            <numerusform>%Ln labeled image</numerusform>
            <numerusform>%Ln labeled images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of {true} not detected</source>
        <translation>
            <numerusform>%Ln of {true} not detected</numerusform>
            <numerusform>%Ln of {true} not detected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln detection(s) of {found} on unlabeled background</source>
        <translation>
            <numerusform>%Ln detection of {found} on unlabeled background</numerusform>
            <numerusform>%Ln detections of {found} on unlabeled background</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of {true} detected</source>
        <translation>
            <numerusform>%Ln of {true} detected</numerusform>
            <numerusform>%Ln of {true} detected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of {true} detected as {found}</source>
        <translation>
            <numerusform>%Ln of {true} detected as {found}</numerusform>
            <numerusform>%Ln of {true} detected as {found}</numerusform>
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
        <source>%Ln image(s) must be repaired before training</source>
        <translation>
            <numerusform>%Ln image must be repaired before training</numerusform>
            <numerusform>%Ln images must be repaired before training</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) left out, because their labels cannot be used</source>
        <translation>
            <numerusform>%Ln image left out, because their labels cannot be used</numerusform>
            <numerusform>%Ln images left out, because their labels cannot be used</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more class(es) match. Type more letters to find them.</source>
        <translation>
            <numerusform>%Ln more class match. Type more letters to find them.</numerusform>
            <numerusform>%Ln more classes match. Type more letters to find them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) not compared: measured for only one of the two.</source>
        <translation>
            <numerusform>%Ln image not compared: measured for only one of the two.</numerusform>
            <numerusform>%Ln images not compared: measured for only one of the two.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln class(es) not compared: known to only one of the two.</source>
        <translation>
            <numerusform>%Ln class not compared: known to only one of the two.</numerusform>
            <numerusform>%Ln classes not compared: known to only one of the two.</numerusform>
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
        <source>{first} compared with {other}, on the same %Ln image(s):</source>
        <translation>
            <numerusform>{first} compared with {other}, on the same %Ln image:</numerusform>
            <numerusform>{first} compared with {other}, on the same %Ln images:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Compared with the first network, on the same %Ln image(s):</source>
        <translation>
            <numerusform>Compared with the first network, on the same %Ln image:</numerusform>
            <numerusform>Compared with the first network, on the same %Ln images:</numerusform>
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
        <source>%Ln epoch(s)</source>
        <translation>
            <numerusform>%Ln epoch</numerusform>
            <numerusform>%Ln epochs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Training set: %Ln image(s).</source>
        <translation>
            <numerusform>Training set: %Ln image.</numerusform>
            <numerusform>Training set: %Ln images.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Validation set: %Ln image(s) of the validation split.</source>
        <translation>
            <numerusform>Validation set: %Ln image of the validation split.</numerusform>
            <numerusform>Validation set: %Ln images of the validation split.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Validation set: %Ln image(s) held out from training.</source>
        <translation>
            <numerusform>Validation set: %Ln image held out from training.</numerusform>
            <numerusform>Validation set: %Ln images held out from training.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Validation set: %Ln held-out image(s).</source>
        <translation>
            <numerusform>Validation set: %Ln held-out image.</numerusform>
            <numerusform>Validation set: %Ln held-out images.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln false positive(s)</source>
        <translation>
            <numerusform>%Ln false positive</numerusform>
            <numerusform>%Ln false positives</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Measure %Ln labeled image(s)</source>
        <translation>
            <numerusform>Measure %Ln labeled image</numerusform>
            <numerusform>Measure %Ln labeled images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln equal anchor(s)</source>
        <translation>
            <numerusform>%Ln equal anchor</numerusform>
            <numerusform>%Ln equal anchors</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln part(s) removed: {area} pixels.</source>
        <translation>
            <numerusform>%Ln part removed: {area} pixels.</numerusform>
            <numerusform>%Ln parts removed: {area} pixels.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln hole(s) filled: {area} pixels.</source>
        <translation>
            <numerusform>%Ln hole filled: {area} pixels.</numerusform>
            <numerusform>%Ln holes filled: {area} pixels.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln mask(s) became polygons.</source>
        <translation>
            <numerusform>%Ln mask became polygons.</numerusform>
            <numerusform>%Ln masks became polygons.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln objects became one {label}.</source>
        <translation>
            <numerusform>%Ln objects became one {label}.</numerusform>
            <numerusform>%Ln objects became one {label}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more object(s).</source>
        <translation>
            <numerusform>%Ln more object.</numerusform>
            <numerusform>%Ln more objects.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln object(s) became its holes and were deleted.</source>
        <translation>
            <numerusform>%Ln object became its holes and were deleted.</numerusform>
            <numerusform>%Ln objects became its holes and were deleted.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Matched: %Ln positive anchor(s), best IoU {limit} or more.</source>
        <translation>
            <numerusform>Matched: %Ln positive anchor, best IoU {limit} or more.</numerusform>
            <numerusform>Matched: %Ln positive anchors, best IoU {limit} or more.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Best anchor only: none reaches IoU {limit} (%Ln positive).</source>
        <translation>
            <numerusform>Best anchor only: none reaches IoU {limit} (%Ln positive).</numerusform>
            <numerusform>Best anchor only: none reaches IoU {limit} (%Ln positive).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln point(s)</source>
        <translation>
            <numerusform>%Ln point</numerusform>
            <numerusform>%Ln points</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln part(s)</source>
        <translation>
            <numerusform>%Ln part</numerusform>
            <numerusform>%Ln parts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln hole(s)</source>
        <translation>
            <numerusform>%Ln hole</numerusform>
            <numerusform>%Ln holes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln outline(s) proposed. Enter accepts, Esc dismisses.</source>
        <translation>
            <numerusform>%Ln outline proposed. Enter accepts, Esc dismisses.</numerusform>
            <numerusform>%Ln outlines proposed. Enter accepts, Esc dismisses.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln point(s) given up.</source>
        <translation>
            <numerusform>%Ln point given up.</numerusform>
            <numerusform>%Ln points given up.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more such remark(s) on label files.</source>
        <translation>
            <numerusform>%Ln more such remark on label files.</numerusform>
            <numerusform>%Ln more such remarks on label files.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Polygons of {format} are one ring: %Ln outline(s) lost holes or small parts.</source>
        <translation>
            <numerusform>Polygons of {format} are one ring: %Ln outline lost holes or small parts.</numerusform>
            <numerusform>Polygons of {format} are one ring: %Ln outlines lost holes or small parts.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln box(es) locked or changed since: left as they are.</source>
        <translation>
            <numerusform>%Ln box locked or changed since: left as they are.</numerusform>
            <numerusform>%Ln boxes locked or changed since: left as they are.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln outline(s)</source>
        <translation>
            <numerusform>%Ln outline</numerusform>
            <numerusform>%Ln outlines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Proposed %Ln outline(s) in {images}.</source>
        <translation>
            <numerusform>Proposed %Ln outline in {images}.</numerusform>
            <numerusform>Proposed %Ln outlines in {images}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>In %Ln box(es) the network sees no pixel of the object.</source>
        <translation>
            <numerusform>In %Ln box the network sees no pixel of the object.</numerusform>
            <numerusform>In %Ln boxes the network sees no pixel of the object.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) could not be read: {fault}</source>
        <translation>
            <numerusform>%Ln image could not be read: {fault}</numerusform>
            <numerusform>%Ln images could not be read: {fault}</numerusform>
        </translation>
    </message>
</context>
</TS>
