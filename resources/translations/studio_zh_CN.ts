<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>{menu}: {action}</source>
        <extracomment>An action after its submenu, as in &quot;Lock and hide: Show all boxes&quot;.</extracomment>
        <translation>{menu}：{action}</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Image</source>
        <translation>图像(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>模型(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Open folder…</source>
        <translation>打开文件夹(&amp;O)…</translation>
    </message>
    <message>
        <source>Open a folder of images</source>
        <translation>打开一个图像文件夹</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>directory load data set project</source>
        <translation>目录 加载 数据集 项目</translation>
    </message>
    <message>
        <source>Open &amp;image…</source>
        <translation>打开图像(&amp;I)…</translation>
    </message>
    <message>
        <source>Open one image, and its folder with it</source>
        <translation>打开一张图像，以及它所在的文件夹</translation>
    </message>
    <message>
        <source>file load picture photo</source>
        <translation>文件 加载 图片 照片</translation>
    </message>
    <message>
        <source>Open &amp;demo</source>
        <translation>打开示例(&amp;D)</translation>
    </message>
    <message>
        <source>Create a small labeled set of images and open it</source>
        <translation>绘制一小组已标注的图像并打开</translation>
    </message>
    <message>
        <source>example sample try tutorial</source>
        <translation>示例 样例 试用 教程</translation>
    </message>
    <message>
        <source>&amp;Save now</source>
        <translation>立即保存(&amp;S)</translation>
    </message>
    <message>
        <source>Save the boxes now. Otherwise they are saved automatically.</source>
        <translation>立即把框写入磁盘；平时会自动保存。</translation>
    </message>
    <message>
        <source>write store disk</source>
        <translation>写入 存储 磁盘</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>Export the labels of this folder in another format</source>
        <translation>把此文件夹的标注导出为另一种格式</translation>
    </message>
    <message>
        <source>an open folder</source>
        <translation>打开的文件夹</translation>
    </message>
    <message>
        <source>a folder with images</source>
        <translation>有图像的文件夹</translation>
    </message>
    <message>
        <source>a folder with splits</source>
        <translation>有数据集划分的文件夹</translation>
    </message>
    <message>
        <source>two selected boxes</source>
        <translation>选中两个框</translation>
    </message>
    <message>
        <source>a selected box with an outline</source>
        <translation>选中带轮廓的框</translation>
    </message>
    <message>
        <source>labels that can hold outlines</source>
        <translation>能保存轮廓的标注格式</translation>
    </message>
    <message>
        <source>the brush in hand</source>
        <translation>正在使用画笔</translation>
    </message>
    <message>
        <source>two classes</source>
        <translation>两个类别</translation>
    </message>
    <message>
        <source>detections in this image</source>
        <translation>此图像中的检测结果</translation>
    </message>
    <message>
        <source>detections that are shown on the image</source>
        <translation>图像上显示的检测结果</translation>
    </message>
    <message>
        <source>outlines proposed in this image</source>
        <translation>此图像中的建议轮廓</translation>
    </message>
    <message>
        <source>outlines proposed in this folder</source>
        <translation>此文件夹中的建议轮廓</translation>
    </message>
    <message>
        <source>the running outlining to end</source>
        <translation>正在进行的轮廓勾画结束</translation>
    </message>
    <message>
        <source>copied boxes</source>
        <translation>复制的框</translation>
    </message>
    <message>
        <source>several selected images</source>
        <translation>多张选中的图像</translation>
    </message>
    <message>
        <source>the running check or repair to end</source>
        <translation>正在进行的检查或修复结束</translation>
    </message>
    <message>
        <source>PyTorch, which is not installed (pip install torch torchvision)</source>
        <translation>PyTorch，但它尚未安装（pip install torch torchvision）</translation>
    </message>
    <message>
        <source>the detector to be loaded</source>
        <translation>检测器加载完毕</translation>
    </message>
    <message>
        <source>a trained network</source>
        <translation>训练过的网络</translation>
    </message>
    <message>
        <source>a trained Mask R-CNN</source>
        <translation>一个训练过的 Mask R-CNN</translation>
    </message>
    <message>
        <source>the running detection to end</source>
        <translation>正在进行的检测结束</translation>
    </message>
    <message>
        <source>the running training to end</source>
        <translation>正在进行的训练结束</translation>
    </message>
    <message>
        <source>the detections to be accepted first</source>
        <translation>检测结果先接受完毕</translation>
    </message>
    <message>
        <source>&amp;Label location…</source>
        <translation>标注位置(&amp;L)…</translation>
    </message>
    <message>
        <source>Choose the folder or file with the labels of this folder</source>
        <translation>选择存放此文件夹标注的文件夹或文件</translation>
    </message>
    <message>
        <source>annotations location save directory missing</source>
        <translation>标注 位置 保存 目录 缺失</translation>
    </message>
    <message>
        <source>&amp;Detect automatically</source>
        <translation>自动判断(&amp;D)</translation>
    </message>
    <message>
        <source>From the program that wrote the files, or a coordinate 0</source>
        <translation>根据写入标注文件的程序或坐标 0 判断</translation>
    </message>
    <message>
        <source>Pascal VOC &amp;coordinates</source>
        <translation>Pascal VOC 坐标(&amp;C)</translation>
    </message>
    <message>
        <source>origin offset one pixel shift</source>
        <translation>原点 偏移 一像素</translation>
    </message>
    <message>
        <source>a folder with Pascal VOC labels</source>
        <translation>一个含 Pascal VOC 标注的文件夹</translation>
    </message>
    <message>
        <source>&amp;Edges counted from 0</source>
        <translation>边缘从 0 计(&amp;E)</translation>
    </message>
    <message>
        <source>As in labelImg, CVAT and Roboflow</source>
        <translation>labelImg、CVAT 和 Roboflow 的写法</translation>
    </message>
    <message>
        <source>zero based origin offset one pixel shift</source>
        <translation>从零 原点 偏移 一像素</translation>
    </message>
    <message>
        <source>&amp;Pixels counted from 1</source>
        <translation>像素从 1 计(&amp;P)</translation>
    </message>
    <message>
        <source>As in the Pascal VOC specification</source>
        <translation>Pascal VOC 规范的写法</translation>
    </message>
    <message>
        <source>one based origin offset one pixel shift</source>
        <translation>从一 原点 偏移 一像素</translation>
    </message>
    <message>
        <source>Pascal &amp;VOC XML</source>
        <translation>Pascal &amp;VOC XML</translation>
    </message>
    <message>
        <source>Use Pascal VOC for folders without labels: an .xml per image</source>
        <translation>没有标注的文件夹使用 Pascal VOC：每张图像一个 .xml</translation>
    </message>
    <message>
        <source>A file per image: all but the scores; outlines as PNG.</source>
        <translation>每张图像一个文件，含得分以外的一切；轮廓存为 PNG。</translation>
    </message>
    <message>
        <source>&amp;Format for new folders</source>
        <translation>新文件夹的格式(&amp;F)</translation>
    </message>
    <message>
        <source>change save format labelimg</source>
        <translation>更改 保存 格式 labelimg</translation>
    </message>
    <message>
        <source>&amp;YOLO text</source>
        <translation>&amp;YOLO 文本</translation>
    </message>
    <message>
        <source>Use YOLO for folders without labels: .txt files, classes.txt</source>
        <translation>没有标注的文件夹使用 YOLO：每张图像一个 .txt，以及 classes.txt</translation>
    </message>
    <message>
        <source>A file per image, data.yaml; no flags, attributes, verified.</source>
        <translation>每张图像一个文件，类别在 data.yaml 中。不含标志、属性和核对标记。</translation>
    </message>
    <message>
        <source>Only the class list changes; label files have class numbers.</source>
        <translation>只更改类别列表；标注文件用编号表示类别。</translation>
    </message>
    <message>
        <source>change save format ultralytics darknet</source>
        <translation>更改 保存 格式 ultralytics darknet</translation>
    </message>
    <message>
        <source>&amp;COCO JSON</source>
        <translation>&amp;COCO JSON</translation>
    </message>
    <message>
        <source>Use COCO for folders without labels: annotations.json</source>
        <translation>没有标注的文件夹使用 COCO：annotations.json</translation>
    </message>
    <message>
        <source>change save format</source>
        <translation>更改 保存 格式</translation>
    </message>
    <message>
        <source>One annotations.json with all that can be drawn or marked.</source>
        <translation>一个文件 annotations.json，包含此处能画和能标记的一切。</translation>
    </message>
    <message>
        <source>&amp;labelme JSON</source>
        <translation>&amp;labelme JSON</translation>
    </message>
    <message>
        <source>Use labelme for folders without labels: a .json per image</source>
        <translation>没有标注的文件夹使用 labelme：每张图像一个 .json</translation>
    </message>
    <message>
        <source>One file per image: flags and attributes, no verified marks.</source>
        <translation>每张图像一个文件，含所有标志和属性。不含核对标记。</translation>
    </message>
    <message>
        <source>Lines and points keep their class.</source>
        <translation>线和点保留原来的类别。</translation>
    </message>
    <message>
        <source>CSV &amp;table</source>
        <translation>CSV 表格(&amp;T)</translation>
    </message>
    <message>
        <source>Use a CSV table for folders without labels: annotations.csv</source>
        <translation>没有标注的文件夹使用 CSV 表格：annotations.csv</translation>
    </message>
    <message>
        <source>change save format spreadsheet excel tensorflow</source>
        <translation>更改 保存 格式 电子表格 excel tensorflow</translation>
    </message>
    <message>
        <source>One annotations.csv: no flags, attributes or verified marks.</source>
        <translation>一张表格 annotations.csv。不含标志、属性和核对标记。</translation>
    </message>
    <message>
        <source>The class list keeps {source}: class numbers must not change.</source>
        <translation>类别列表保留 {source}：类别编号不能改变。</translation>
    </message>
    <message>
        <source>CV&amp;AT XML</source>
        <translation>CV&amp;AT XML</translation>
    </message>
    <message>
        <source>Use CVAT for folders without labels: annotations.xml</source>
        <translation>没有标注的文件夹使用 CVAT：annotations.xml</translation>
    </message>
    <message>
        <source>One annotations.xml: flags and attributes, no verified marks.</source>
        <translation>一个文件 annotations.xml，含所有标志和属性。不含核对标记。</translation>
    </message>
    <message>
        <source>C&amp;reateML JSON</source>
        <translation>C&amp;reateML JSON</translation>
    </message>
    <message>
        <source>Use CreateML for folders without labels: annotations.json</source>
        <translation>没有标注的文件夹使用 CreateML：annotations.json</translation>
    </message>
    <message>
        <source>change save format apple</source>
        <translation>更改 保存 格式 苹果 apple</translation>
    </message>
    <message>
        <source>One file per split: verified marks, no flags or attributes.</source>
        <translation>每个划分一个文件，包含核对标记。不含标志和属性。</translation>
    </message>
    <message>
        <source>VIA &amp;JSON</source>
        <translation>VIA &amp;JSON</translation>
    </message>
    <message>
        <source>Use VIA for folders without labels: via_project.json</source>
        <translation>没有标注的文件夹使用 VIA：via_project.json</translation>
    </message>
    <message>
        <source>change save format vgg image annotator</source>
        <translation>更改 保存 格式 vgg image annotator</translation>
    </message>
    <message>
        <source>A VIA project per split: flags, attributes, verified marks.</source>
        <translation>每个划分一个 VIA 项目，含所有标志、属性和核对标记。</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>Quit the program</source>
        <translation>退出程序</translation>
    </message>
    <message>
        <source>exit close leave</source>
        <translation>退出 关闭 离开</translation>
    </message>
    <message>
        <source>&amp;Previous image</source>
        <translation>上一张图像(&amp;P)</translation>
    </message>
    <message>
        <source>Go to the previous image</source>
        <translation>转到上一张图像</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>上一张</translation>
    </message>
    <message>
        <source>back last before picture frame</source>
        <translation>后退 上一个 之前 图片 帧</translation>
    </message>
    <message>
        <source>&amp;Next image</source>
        <translation>下一张图像(&amp;N)</translation>
    </message>
    <message>
        <source>Go to the next image</source>
        <translation>转到下一张图像</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一张</translation>
    </message>
    <message>
        <source>forward after picture frame</source>
        <translation>前进 之后 图片 帧</translation>
    </message>
    <message>
        <source>Next unl&amp;abeled image</source>
        <translation>下一张没有标注的图像(&amp;A)</translation>
    </message>
    <message>
        <source>Go to the next image without a label file</source>
        <translation>转到下一张没有标注文件的图像</translation>
    </message>
    <message>
        <source>empty unlabeled todo unannotated</source>
        <translation>空 未标注 待办</translation>
    </message>
    <message>
        <source>P&amp;revious unlabeled image</source>
        <translation>上一张没有标注的图像(&amp;R)</translation>
    </message>
    <message>
        <source>Go to the previous image without a label file</source>
        <translation>转到前面一张没有标注文件的图像</translation>
    </message>
    <message>
        <source>empty unlabeled todo unannotated back</source>
        <translation>空 未标注 待办 后退</translation>
    </message>
    <message>
        <source>Ne&amp;xt unverified image</source>
        <translation>下一张未核对的图像(&amp;X)</translation>
    </message>
    <message>
        <source>Go to the next image that is not marked as verified</source>
        <translation>转到下一张没有标记为已核对的图像</translation>
    </message>
    <message>
        <source>unverified review check unchecked todo</source>
        <translation>未核对 审查 检查 未检查 待办</translation>
    </message>
    <message>
        <source>Previous unverifie&amp;d image</source>
        <translation>上一张未核对的图像(&amp;D)</translation>
    </message>
    <message>
        <source>Go to the previous image that is not marked as verified</source>
        <translation>转到前面一张没有标记为已核对的图像</translation>
    </message>
    <message>
        <source>unverified review check unchecked todo back</source>
        <translation>未核对 审查 检查 未检查 待办 后退</translation>
    </message>
    <message>
        <source>Firs&amp;t image</source>
        <translation>第一张图像(&amp;T)</translation>
    </message>
    <message>
        <source>begin start top</source>
        <translation>开头 开始 顶部</translation>
    </message>
    <message>
        <source>Last ima&amp;ge</source>
        <translation>最后一张图像(&amp;G)</translation>
    </message>
    <message>
        <source>bottom finish</source>
        <translation>末尾 结束</translation>
    </message>
    <message>
        <source>Go to &amp;image number…</source>
        <translation>转到图像编号(&amp;I)…</translation>
    </message>
    <message>
        <source>Enter the number of an image, starting at 1</source>
        <translation>输入图像的编号，从 1 开始</translation>
    </message>
    <message>
        <source>jump index nth</source>
        <translation>跳转 索引 第几张</translation>
    </message>
    <message>
        <source>Re&amp;load</source>
        <translation>重新加载(&amp;L)</translation>
    </message>
    <message>
        <source>Read the image and its labels again</source>
        <translation>重新读取图像及其标注</translation>
    </message>
    <message>
        <source>refresh revert read again</source>
        <translation>刷新 还原 重读</translation>
    </message>
    <message>
        <source>&amp;Find image…</source>
        <translation>查找图像(&amp;F)…</translation>
    </message>
    <message>
        <source>Type part of an image&apos;s name</source>
        <translation>输入图像名称的一部分</translation>
    </message>
    <message>
        <source>search filter go to list name</source>
        <translation>搜索 筛选 转到 列表 名称</translation>
    </message>
    <message>
        <source>&amp;Verify image</source>
        <translation>核对图像(&amp;V)</translation>
    </message>
    <message>
        <source>check done approve confirm reviewed</source>
        <translation>检查 完成 通过 确认 已审查</translation>
    </message>
    <message>
        <source>an editable image</source>
        <translation>可编辑的图像</translation>
    </message>
    <message>
        <source>&amp;Check labels</source>
        <translation>检查标注(&amp;C)</translation>
    </message>
    <message>
        <source>lint problems errors validate quality faults</source>
        <translation>校验 问题 错误 质量 故障</translation>
    </message>
    <message>
        <source>Next pro&amp;blem</source>
        <translation>下一个问题(&amp;B)</translation>
    </message>
    <message>
        <source>Go to the next problem</source>
        <translation>转到检查发现的下一个问题</translation>
    </message>
    <message>
        <source>error fault</source>
        <translation>错误 故障</translation>
    </message>
    <message>
        <source>problems found</source>
        <translation>已发现的问题</translation>
    </message>
    <message>
        <source>Previous proble&amp;m</source>
        <translation>上一个问题(&amp;M)</translation>
    </message>
    <message>
        <source>Go to the previous problem</source>
        <translation>转到前一个问题</translation>
    </message>
    <message>
        <source>&amp;Undo last repair</source>
        <translation>撤销上次修复(&amp;U)</translation>
    </message>
    <message>
        <source>restore revert</source>
        <translation>恢复 还原</translation>
    </message>
    <message>
        <source>a repair</source>
        <translation>一次修复</translation>
    </message>
    <message>
        <source>&amp;Statistics</source>
        <translation>统计(&amp;S)</translation>
    </message>
    <message>
        <source>Boxes by class, size and number in each image</source>
        <translation>按类别、大小和每张图像的数量统计框</translation>
    </message>
    <message>
        <source>charts histogram counts distribution numbers</source>
        <translation>图表 直方图 计数 分布 数字</translation>
    </message>
    <message>
        <source>&amp;Select boxes</source>
        <translation>选择框(&amp;S)</translation>
    </message>
    <message>
        <source>Select, move and resize boxes</source>
        <translation>选择、移动和缩放框</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>edit move pointer arrow tool mode</source>
        <translation>编辑 移动 指针 箭头 工具 模式</translation>
    </message>
    <message>
        <source>&amp;Draw box</source>
        <translation>画框(&amp;D)</translation>
    </message>
    <message>
        <source>Draw a new box</source>
        <translation>画一个新框</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>画框</translation>
    </message>
    <message>
        <source>new box create rectangle rectbox annotate bounding add label tool</source>
        <translation>新框 创建 矩形 标注 边界框 添加 标签 工具</translation>
    </message>
    <message>
        <source>Keep drawing, in this image and the next ones; Esc ends it</source>
        <translation>在此图像和后续图像中连续绘制；按 Esc 结束</translation>
    </message>
    <message>
        <source>one after another many continuous sticky stay tool new create annotate</source>
        <translation>连续 多个 一直 保持 工具 新建 创建 标注</translation>
    </message>
    <message>
        <source>Explain s&amp;tages</source>
        <translation>解释各阶段(&amp;T)</translation>
    </message>
    <message>
        <source>Click to see what happened to the anchors there, and why</source>
        <translation>单击以查看那里的锚框经过了什么以及为什么</translation>
    </message>
    <message>
        <source>Explain</source>
        <translation>解释</translation>
    </message>
    <message>
        <source>why inspect anchor proposal stage debug tool</source>
        <translation>为什么 检查 锚框 候选框 阶段 调试 工具 why inspect anchor proposal</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>Undo the last change</source>
        <translation>撤销上一次更改</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>back revert mistake</source>
        <translation>后退 还原 错误</translation>
    </message>
    <message>
        <source>a change to undo</source>
        <translation>可撤销的更改</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>Redo the last change that was undone</source>
        <translation>重做上一次撤销的更改</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>again repeat</source>
        <translation>再次 重复</translation>
    </message>
    <message>
        <source>a change to redo</source>
        <translation>可重做的更改</translation>
    </message>
    <message>
        <source>&amp;Copy boxes</source>
        <translation>复制框(&amp;C)</translation>
    </message>
    <message>
        <source>Copy the selected boxes</source>
        <translation>复制选中的框</translation>
    </message>
    <message>
        <source>clipboard</source>
        <translation>剪贴板</translation>
    </message>
    <message>
        <source>selected boxes</source>
        <translation>选中的框</translation>
    </message>
    <message>
        <source>&amp;Paste boxes</source>
        <translation>粘贴框(&amp;P)</translation>
    </message>
    <message>
        <source>Paste boxes into this image</source>
        <translation>把框粘贴到此图像</translation>
    </message>
    <message>
        <source>clipboard insert</source>
        <translation>剪贴板 插入</translation>
    </message>
    <message>
        <source>Copy boxes of pre&amp;vious image</source>
        <translation>复制上一张图像的框(&amp;V)</translation>
    </message>
    <message>
        <source>propagate repeat last frame duplicate paste</source>
        <translation>传播 重复 上一帧 复制 粘贴</translation>
    </message>
    <message>
        <source>Dupl&amp;icate boxes</source>
        <translation>原地复制框(&amp;I)</translation>
    </message>
    <message>
        <source>Add a copy of the selected boxes</source>
        <translation>添加选中框的副本</translation>
    </message>
    <message>
        <source>clone copy twice</source>
        <translation>克隆 复制 两次</translation>
    </message>
    <message>
        <source>De&amp;lete boxes</source>
        <translation>删除框(&amp;L)</translation>
    </message>
    <message>
        <source>Delete the selected boxes</source>
        <translation>删除选中的框</translation>
    </message>
    <message>
        <source>remove erase clear</source>
        <translation>移除 擦除 清除</translation>
    </message>
    <message>
        <source>Change the class of the selected boxes</source>
        <translation>给选中的框另一个类别</translation>
    </message>
    <message>
        <source>class category rename name</source>
        <translation>类别 重命名 名称</translation>
    </message>
    <message>
        <source>Select &amp;all boxes</source>
        <translation>选择所有框(&amp;A)</translation>
    </message>
    <message>
        <source>Select all boxes of this image</source>
        <translation>选择此图像的每个框</translation>
    </message>
    <message>
        <source>everything mark</source>
        <translation>全部 标记</translation>
    </message>
    <message>
        <source>an image with boxes</source>
        <translation>有框的图像</translation>
    </message>
    <message>
        <source>Ne&amp;xt box under the cursor</source>
        <translation>光标下的下一个框(&amp;X)</translation>
    </message>
    <message>
        <source>Select the next larger box under the cursor</source>
        <translation>在光标处重叠的框中，选择下一个更大的</translation>
    </message>
    <message>
        <source>cycle overlapping below behind through</source>
        <translation>循环 重叠 下方 后面 穿过</translation>
    </message>
    <message>
        <source>Previous &amp;box under the cursor</source>
        <translation>光标下的上一个框(&amp;B)</translation>
    </message>
    <message>
        <source>Select the next smaller box under the cursor</source>
        <translation>在光标处重叠的框中，选择下一个更小的</translation>
    </message>
    <message>
        <source>cycle overlapping above front through</source>
        <translation>循环 重叠 上方 前面 穿过</translation>
    </message>
    <message>
        <source>&amp;Difficult</source>
        <translation>困难(&amp;D)</translation>
    </message>
    <message>
        <source>flag hard ignore crowd</source>
        <translation>标志 困难 忽略 拥挤</translation>
    </message>
    <message>
        <source>Fla&amp;gs and attributes</source>
        <translation>标志和属性(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Truncated</source>
        <translation>截断(&amp;T)</translation>
    </message>
    <message>
        <source>flag cut border</source>
        <translation>标志 裁切 边界</translation>
    </message>
    <message>
        <source>&amp;Occluded</source>
        <translation>遮挡(&amp;O)</translation>
    </message>
    <message>
        <source>flag hidden behind covered</source>
        <translation>标志 隐藏 后面 遮盖</translation>
    </message>
    <message>
        <source>&amp;Attributes…</source>
        <translation>属性(&amp;A)…</translation>
    </message>
    <message>
        <source>Show and edit the attributes of the selected boxes</source>
        <translation>显示并编辑选中的框的属性</translation>
    </message>
    <message>
        <source>attribute property key value tag metadata note</source>
        <translation>属性 键 值 元数据 备注 attribute</translation>
    </message>
    <message>
        <source>&amp;Lock boxes</source>
        <translation>锁定框(&amp;L)</translation>
    </message>
    <message>
        <source>Lock the selected boxes against changes, or unlock them</source>
        <translation>锁定选中的框以防更改，或将其解锁</translation>
    </message>
    <message>
        <source>Loc&amp;k and hide</source>
        <translation>锁定与隐藏(&amp;K)</translation>
    </message>
    <message>
        <source>padlock protect fix pin unlock</source>
        <translation>挂锁 保护 固定 解锁</translation>
    </message>
    <message>
        <source>&amp;Unlock all boxes</source>
        <translation>解锁所有框(&amp;U)</translation>
    </message>
    <message>
        <source>Unlock all boxes of this image</source>
        <translation>解锁此图像的每个框</translation>
    </message>
    <message>
        <source>padlock free</source>
        <translation>挂锁 解除</translation>
    </message>
    <message>
        <source>locked boxes</source>
        <translation>锁定的框</translation>
    </message>
    <message>
        <source>&amp;Hide selected</source>
        <translation>隐藏框(&amp;H)</translation>
    </message>
    <message>
        <source>Hide the selected boxes. Nothing is deleted.</source>
        <translation>隐藏选中的框；不会删除任何内容。</translation>
    </message>
    <message>
        <source>invisible eye</source>
        <translation>不可见 眼睛</translation>
    </message>
    <message>
        <source>&amp;Show all boxes</source>
        <translation>显示所有框(&amp;S)</translation>
    </message>
    <message>
        <source>Show all hidden boxes and classes</source>
        <translation>显示所有隐藏的框和类别</translation>
    </message>
    <message>
        <source>unhide reveal visible eye</source>
        <translation>取消隐藏 显示 可见 眼睛</translation>
    </message>
    <message>
        <source>hidden boxes or classes</source>
        <translation>隐藏的框或类别</translation>
    </message>
    <message>
        <source>Stretch to image &amp;border</source>
        <translation>延伸到图像边界(&amp;B)</translation>
    </message>
    <message>
        <source>Move edges near the image border onto it</source>
        <translation>把选中框靠近图像边界的边移到边界</translation>
    </message>
    <message>
        <source>Alig&amp;n</source>
        <translation>对齐(&amp;N)</translation>
    </message>
    <message>
        <source>align snap edge extend</source>
        <translation>对齐 吸附 边 延伸</translation>
    </message>
    <message>
        <source>&amp;Clip to image</source>
        <translation>裁入图像(&amp;C)</translation>
    </message>
    <message>
        <source>clip crop outside border</source>
        <translation>裁剪 外部 边界</translation>
    </message>
    <message>
        <source>&amp;Single-class mode</source>
        <translation>单类别模式(&amp;S)</translation>
    </message>
    <message>
        <source>Class&amp;es</source>
        <translation>类别(&amp;E)</translation>
    </message>
    <message>
        <source>default label last class ask sticky use default</source>
        <translation>默认 标签 上一个 类别 询问 固定</translation>
    </message>
    <message>
        <source>&amp;Rename class…</source>
        <translation>重命名类别(&amp;R)…</translation>
    </message>
    <message>
        <source>Rename the selected class in all images</source>
        <translation>在所有图像中给所选类别换一个名称</translation>
    </message>
    <message>
        <source>label category name replace</source>
        <translation>标签 类别 名称 替换</translation>
    </message>
    <message>
        <source>a selected class</source>
        <translation>所选类别</translation>
    </message>
    <message>
        <source>&amp;Merge class into…</source>
        <translation>合并到另一个类别(&amp;M)…</translation>
    </message>
    <message>
        <source>Move all boxes of the selected class to another class</source>
        <translation>在所有图像中把所选类别的所有框改为另一个类别</translation>
    </message>
    <message>
        <source>label category join replace combine</source>
        <translation>标签 类别 合并 替换 组合</translation>
    </message>
    <message>
        <source>&amp;Delete class…</source>
        <translation>删除类别(&amp;D)…</translation>
    </message>
    <message>
        <source>Delete the selected class and all its boxes, in all images</source>
        <translation>在所有图像中删除所选类别及其所有框</translation>
    </message>
    <message>
        <source>label category remove</source>
        <translation>标签 类别 移除</translation>
    </message>
    <message>
        <source>Wait until this is finished: {step}.</source>
        <translation>请等待此操作完成：{step}。</translation>
    </message>
    <message>
        <source>&amp;Undo last class edit</source>
        <translation>撤销上次的类别更改(&amp;U)</translation>
    </message>
    <message>
        <source>restore revert rename merge delete</source>
        <translation>恢复 还原 重命名 合并 删除</translation>
    </message>
    <message>
        <source>a class edit to undo</source>
        <translation>一个更改过的类别</translation>
    </message>
    <message>
        <source>Change &amp;color…</source>
        <translation>更改颜色(&amp;C)…</translation>
    </message>
    <message>
        <source>Change the color of the class, in all folders</source>
        <translation>选择类别的颜色，对本文件夹和所有文件夹有效</translation>
    </message>
    <message>
        <source>color palette swatch</source>
        <translation>颜色 调色板 色块</translation>
    </message>
    <message>
        <source>Select its &amp;boxes</source>
        <translation>选择它的框(&amp;B)</translation>
    </message>
    <message>
        <source>Select all boxes of the selected class in this image</source>
        <translation>选择此图像中所选类别的每个框</translation>
    </message>
    <message>
        <source>label category all</source>
        <translation>标签 类别 全部</translation>
    </message>
    <message>
        <source>&amp;List its images</source>
        <translation>列出它的图像(&amp;L)</translation>
    </message>
    <message>
        <source>List only images with boxes of the selected class</source>
        <translation>只列出含有所选类别的框的图像</translation>
    </message>
    <message>
        <source>filter search find label category</source>
        <translation>筛选 搜索 查找 标签 类别</translation>
    </message>
    <message>
        <source>&amp;Add classes from file…</source>
        <translation>从文件添加类别(&amp;A)…</translation>
    </message>
    <message>
        <source>Add the classes of a text file with one class per line</source>
        <translation>添加文本文件中的类别，每行一个</translation>
    </message>
    <message>
        <source>import load predefined_classes.txt classes.txt labels.txt list</source>
        <translation>导入 加载 predefined_classes.txt classes.txt labels.txt 列表</translation>
    </message>
    <message>
        <source>&amp;Write classes to file…</source>
        <translation>把类别写入文件(&amp;W)…</translation>
    </message>
    <message>
        <source>Write the class list to a text file, one class per line</source>
        <translation>把类别列表写入文本文件，每行一个</translation>
    </message>
    <message>
        <source>export save classes.txt list</source>
        <translation>导出 保存 classes.txt 列表</translation>
    </message>
    <message>
        <source>classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>&amp;Fit window</source>
        <translation>适应窗口(&amp;F)</translation>
    </message>
    <message>
        <source>Show the whole image</source>
        <translation>显示整张图像</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适应</translation>
    </message>
    <message>
        <source>zoom whole reset view</source>
        <translation>缩放 整体 重置 视图</translation>
    </message>
    <message>
        <source>Keep zoom and position between images</source>
        <translation>切换图像时保持缩放和位置</translation>
    </message>
    <message>
        <source>Show an overview of an enlarged image</source>
        <translation>图像放大时显示全图概览</translation>
    </message>
    <message>
        <source>Change brightness and contrast of the display, not the file</source>
        <translation>更改显示的亮度和对比度，不改文件</translation>
    </message>
    <message>
        <source>Stretch the contrast of the display to the full range</source>
        <translation>把显示的对比度拉伸到整个范围</translation>
    </message>
    <message>
        <source>Only la&amp;bels</source>
        <translation>仅显示标注(&amp;B)</translation>
    </message>
    <message>
        <source>Show only the labels while held, or until tapped again</source>
        <translation>按住时只显示标注；轻按一次切换，再按恢复</translation>
    </message>
    <message>
        <source>Float the panel with the keyboard focus, or dock it again</source>
        <translation>将有键盘焦点的面板变为独立窗口，或重新停靠</translation>
    </message>
    <message>
        <source>Draw and edit labels: nothing else is shown</source>
        <translation>绘制和编辑标注：不显示其他内容</translation>
    </message>
    <message>
        <source>Train networks, follow and compare runs</source>
        <translation>训练网络，跟踪和比较各次训练</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>开始训练</translation>
    </message>
    <message>
        <source>Detect in &amp;selected images</source>
        <translation>在选中的图像中检测(&amp;S)</translation>
    </message>
    <message>
        <source>predict infer batch selection some</source>
        <translation>预测 推理 批量 选择 部分 predict infer batch selection</translation>
    </message>
    <message>
        <source>Choose &amp;network…</source>
        <translation>选择网络(&amp;N)…</translation>
    </message>
    <message>
        <source>load open model checkpoint weights coco device cuda gpu cpu zoo</source>
        <translation>加载 打开 模型 网络 检查点 权重 coco 设备 cuda gpu cpu load open model</translation>
    </message>
    <message>
        <source>E&amp;xport network…</source>
        <translation>导出网络(&amp;X)…</translation>
    </message>
    <message>
        <source>Export the network to ONNX and compare the results</source>
        <translation>把网络导出为 ONNX 并比对结果</translation>
    </message>
    <message>
        <source>onnx onnxruntime deploy save model int8 quantize openvino tensorrt</source>
        <translation>导出 部署 保存 模型 量化 onnx onnxruntime int8 openvino tensorrt</translation>
    </message>
    <message>
        <source>&amp;Pin image</source>
        <translation>固定此图像(&amp;P)</translation>
    </message>
    <message>
        <source>Show the stages of another network beside these</source>
        <translation>在所用网络的各阶段旁显示第二个网络的各阶段</translation>
    </message>
    <message>
        <source>Export the visible image with its layers as PNG or SVG</source>
        <translation>把图像的可见部分连同图层导出为 PNG 或 SVG</translation>
    </message>
    <message>
        <source>Save the results of every stage of this image to .npz</source>
        <translation>把此图像每个阶段的所有数字写入文件：.npz</translation>
    </message>
    <message>
        <source>Accept detections in all ima&amp;ges…</source>
        <translation>接受所有图像中的检测结果(&amp;G)…</translation>
    </message>
    <message>
        <source>Make boxes of all detections of this folder. Can be undone.</source>
        <translation>把此文件夹中检测到的物体变成框，一步完成，可以撤销。</translation>
    </message>
    <message>
        <source>&amp;Export detections…</source>
        <translation>导出检测结果(&amp;E)…</translation>
    </message>
    <message>
        <source>Show versions and devices, for bug reports</source>
        <translation>版本和设备，可复制用于报告问题</translation>
    </message>
    <message>
        <source>version license bug report</source>
        <translation>版本 许可证 报告问题 version licence bug report</translation>
    </message>
    <message>
        <source>an image</source>
        <translation>一张图像</translation>
    </message>
    <message>
        <source>convert save as voc yolo coco labelme csv cvat createml via format</source>
        <translation>转换 另存为 voc yolo coco labelme csv cvat createml via 格式</translation>
    </message>
    <message>
        <source>Go to the first image. The key works on the canvas.</source>
        <translation>转到文件夹的第一张图像。按键在画布上有效。</translation>
    </message>
    <message>
        <source>Go to the last image. The key works on the canvas.</source>
        <translation>转到文件夹的最后一张图像。按键在画布上有效。</translation>
    </message>
    <message>
        <source>Mark this image as verified (tap Space on the canvas)</source>
        <translation>把此图像的框标记为已核对（在画布上轻按空格）</translation>
    </message>
    <message>
        <source>S&amp;kip image</source>
        <translation>跳过图像(&amp;K)</translation>
    </message>
    <message>
        <source>ignore exclude leave out flag mark bad image</source>
        <translation>忽略 排除 略过 标记 坏图像</translation>
    </message>
    <message>
        <source>Move to tras&amp;h</source>
        <translation>移到回收站(&amp;H)</translation>
    </message>
    <message>
        <source>delete remove image file erase discard</source>
        <translation>删除 移除 图像 文件 清除 丢弃</translation>
    </message>
    <message>
        <source>Move to &amp;training set</source>
        <translation>移到训练集(&amp;T)</translation>
    </message>
    <message>
        <source>M&amp;ove to split</source>
        <translation>移到其他划分(&amp;O)</translation>
    </message>
    <message>
        <source>split train folder list</source>
        <translation>划分 训练 train 文件夹 列表</translation>
    </message>
    <message>
        <source>Move to &amp;validation set</source>
        <translation>移到验证集(&amp;V)</translation>
    </message>
    <message>
        <source>split val valid folder list held out</source>
        <translation>划分 验证 val valid 文件夹 列表 留出</translation>
    </message>
    <message>
        <source>Move to te&amp;st set</source>
        <translation>移到测试集(&amp;S)</translation>
    </message>
    <message>
        <source>split test folder list</source>
        <translation>划分 测试 test 文件夹 列表</translation>
    </message>
    <message>
        <source>&amp;Mask brush</source>
        <translation>画笔(&amp;M)</translation>
    </message>
    <message>
        <source>Paint pixels of the selected object, or of a new one; Ctrl erases, Shift begins a new object</source>
        <translation>涂抹选中对象或新对象的像素；按住 Ctrl 擦除，按住 Shift 新建对象</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>paint mask pixels segmentation erase eraser pencil bitmap tool</source>
        <translation>涂抹 掩码 像素 分割 擦除 橡皮 铅笔 位图 工具</translation>
    </message>
    <message>
        <source>Dra&amp;w mode</source>
        <translation>绘制模式(&amp;W)</translation>
    </message>
    <message>
        <source>Cancel or close &amp;overlay</source>
        <translation>取消或关闭叠加内容(&amp;O)</translation>
    </message>
    <message>
        <source>Skip the selected images in training and Next unlabeled</source>
        <translation>训练和“下一张未标注”跳过所选图像</translation>
    </message>
    <message>
        <source>Trash the selected images and their labels. Can be undone.</source>
        <translation>将所选图像（或当前图像）连同标注移到回收站。可撤销。</translation>
    </message>
    <message>
        <source>Move the selected images to the training set. Can be undone.</source>
        <translation>将所选图像（或当前图像）移到训练集。可撤销。</translation>
    </message>
    <message>
        <source>Move the selected images to validation. Can be undone.</source>
        <translation>将所选图像（或当前图像）移到验证集。可撤销。</translation>
    </message>
    <message>
        <source>Move the selected images to the test set. Can be undone.</source>
        <translation>将所选图像（或当前图像）移到测试集。可撤销。</translation>
    </message>
    <message>
        <source>Find duplicates, boxes outside or without area, bad files</source>
        <translation>查找重复的框、图像外或无面积的框、坏文件</translation>
    </message>
    <message>
        <source>Restore what the last repair changed, in all images</source>
        <translation>在所有图像中恢复上次修复改动的框</translation>
    </message>
    <message>
        <source>Draw pol&amp;ygon</source>
        <translation>绘制多边形(&amp;Y)</translation>
    </message>
    <message>
        <source>Click the points of an outline; the first point or Enter closes it</source>
        <translation>依次点击轮廓上的点；点击第一个点或按回车键闭合</translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation>多边形</translation>
    </message>
    <message>
        <source>outline segment segmentation mask lasso points vertices draw tool instance shape</source>
        <translation>轮廓 分割 掩码 套索 点 顶点 绘制 工具 实例 形状</translation>
    </message>
    <message>
        <source>End the drag or tool, deselect, or close what lies on top</source>
        <translation>结束拖动或工具、取消选择，或关闭上方的内容</translation>
    </message>
    <message>
        <source>escape deselect clear close hide back</source>
        <translation>退出 取消选择 清除 关闭 隐藏 返回</translation>
    </message>
    <message>
        <source>Add the boxes of the previous image that are not here</source>
        <translation>添加上一张图像中此处没有的框</translation>
    </message>
    <message>
        <source>C&amp;hange label…</source>
        <translation>更改标签(&amp;H)…</translation>
    </message>
    <message>
        <source>&amp;Join</source>
        <translation>合并(&amp;J)</translation>
    </message>
    <message>
        <source>Make one object of the selected ones, with the class of the largest</source>
        <translation>把选中的对象合并为一个，沿用其中最大对象的类别</translation>
    </message>
    <message>
        <source>Ob&amp;ject outline</source>
        <translation>对象轮廓(&amp;J)</translation>
    </message>
    <message>
        <source>&amp;Quick box at a click</source>
        <translation>点击快速生成框(&amp;Q)</translation>
    </message>
    <message>
        <source>magic smart automatic assisted click point network proposal region wand tool</source>
        <translation>智能 自动 辅助 点击 点 网络 候选 区域 魔棒 工具</translation>
    </message>
    <message>
        <source>Propose the outline of the object in each selected box; Enter accepts, Esc dismisses</source>
        <translation>为每个所选框中的物体建议轮廓；按 Enter 接受，按 Esc 放弃</translation>
    </message>
    <message>
        <source>segment grabcut automatic magic wand mask suggest</source>
        <translation>分割 自动 魔棒 掩码 建议 抠图</translation>
    </message>
    <message>
        <source>Outline with the net&amp;work</source>
        <translation>用网络勾画轮廓(&amp;W)</translation>
    </message>
    <message>
        <source>Propose outlines of the selected boxes, or of all without one, by the network&apos;s mask head; Enter accepts, Esc dismisses</source>
        <translation>由网络的掩码头为所选的框（未选择时为所有没有轮廓的框）建议轮廓；按 Enter 接受，按 Esc 放弃</translation>
    </message>
    <message>
        <source>mask r-cnn segment automatic predict all boxes</source>
        <translation>分割 自动 掩码 预测 所有框 mask r-cnn</translation>
    </message>
    <message>
        <source>merge unite union combine parts group mask polygon</source>
        <translation>合并 并集 组合 部分 分组 掩码 多边形</translation>
    </message>
    <message>
        <source>S&amp;plit into parts</source>
        <translation>拆分为各部分(&amp;P)</translation>
    </message>
    <message>
        <source>Make an object of each connected part</source>
        <translation>把每个连通部分变成一个对象</translation>
    </message>
    <message>
        <source>separate divide components ungroup mask polygon</source>
        <translation>拆分 分开 连通域 取消分组 掩码 多边形</translation>
    </message>
    <message>
        <source>S&amp;ubtract from largest</source>
        <translation>从最大对象中减去(&amp;U)</translation>
    </message>
    <message>
        <source>Cut the other selected objects out of the largest; they stay</source>
        <translation>从最大的对象中减去其他选中的对象；后者保留</translation>
    </message>
    <message>
        <source>difference cut minus remove overlap mask polygon</source>
        <translation>差集 切除 减去 重叠 掩码 多边形</translation>
    </message>
    <message>
        <source>Make &amp;holes of the others</source>
        <translation>用其他对象挖孔(&amp;H)</translation>
    </message>
    <message>
        <source>Cut the other selected objects out of the largest and delete them</source>
        <translation>从最大的对象中减去其他选中的对象，并删除后者</translation>
    </message>
    <message>
        <source>hole cut punch subtract donut ring mask polygon</source>
        <translation>孔 洞 挖孔 减去 环形 掩码 多边形</translation>
    </message>
    <message>
        <source>&amp;Fill holes</source>
        <translation>填充孔洞(&amp;F)</translation>
    </message>
    <message>
        <source>Fill all holes of the selected objects</source>
        <translation>填充选中对象的所有孔洞</translation>
    </message>
    <message>
        <source>close gaps inside mask polygon</source>
        <translation>填补 空隙 内部 掩码 多边形</translation>
    </message>
    <message>
        <source>&amp;Clean up…</source>
        <translation>清理(&amp;C)…</translation>
    </message>
    <message>
        <source>Remove small parts and fill small holes of the selected objects</source>
        <translation>删除选中对象的小碎块，填充小孔洞</translation>
    </message>
    <message>
        <source>specks noise islands despeckle holes mask polygon</source>
        <translation>碎块 噪点 斑点 去噪 孔洞 掩码 多边形</translation>
    </message>
    <message>
        <source>S&amp;mooth</source>
        <translation>平滑(&amp;M)</translation>
    </message>
    <message>
        <source>Smooth the edges of the selected objects; again for more</source>
        <translation>平滑选中对象的边缘；可重复执行</translation>
    </message>
    <message>
        <source>round edges jagged blur mask polygon</source>
        <translation>圆滑 边缘 锯齿 掩码 多边形</translation>
    </message>
    <message>
        <source>&amp;Simplify…</source>
        <translation>简化(&amp;S)…</translation>
    </message>
    <message>
        <source>Describe the selected objects with fewer points</source>
        <translation>用更少的点描述选中的对象</translation>
    </message>
    <message>
        <source>reduce points vertices douglas peucker approximate polygon mask</source>
        <translation>减少 点 顶点 近似 多边形 掩码</translation>
    </message>
    <message>
        <source>C&amp;onvert to polygon</source>
        <translation>转换为多边形(&amp;O)</translation>
    </message>
    <message>
        <source>Give the selected objects points: the corners of a box, or the edges of a mask&apos;s pixels</source>
        <translation>为选中的对象生成点：框的四角，或掩码像素的边缘</translation>
    </message>
    <message>
        <source>shape geometry trace vectorize mask box outline points</source>
        <translation>形状 几何 描边 矢量化 掩码 框 轮廓 点</translation>
    </message>
    <message>
        <source>Con&amp;vert to mask</source>
        <translation>转换为掩码(&amp;V)</translation>
    </message>
    <message>
        <source>shape geometry rasterize bitmap pixels rle polygon box</source>
        <translation>形状 几何 栅格化 位图 像素 rle 多边形 框</translation>
    </message>
    <message>
        <source>Conver&amp;t to box</source>
        <translation>转换为框(&amp;T)</translation>
    </message>
    <message>
        <source>shape geometry remove outline bounding rectangle bounds</source>
        <translation>形状 几何 删除 轮廓 边界 矩形 外框</translation>
    </message>
    <message>
        <source>&amp;Larger brush</source>
        <translation>增大画笔(&amp;L)</translation>
    </message>
    <message>
        <source>Make the brush larger; the wheel does the same</source>
        <translation>增大画笔；也可使用滚轮</translation>
    </message>
    <message>
        <source>size diameter radius</source>
        <translation>大小 直径 半径</translation>
    </message>
    <message>
        <source>Smaller &amp;brush</source>
        <translation>缩小画笔(&amp;B)</translation>
    </message>
    <message>
        <source>Make the brush smaller; the wheel does the same</source>
        <translation>缩小画笔；也可使用滚轮</translation>
    </message>
    <message>
        <source>Mark the boxes as difficult: evaluation ignores them</source>
        <translation>把选中的框标记为困难：评估时跳过</translation>
    </message>
    <message>
        <source>Mark the boxes as truncated: part of the object is outside</source>
        <translation>把选中的框标记为截断：物体延伸到框外</translation>
    </message>
    <message>
        <source>Mark the boxes as occluded: the object is partly covered</source>
        <translation>把选中的框标记为遮挡：有东西挡在物体前面</translation>
    </message>
    <message>
        <source>Clip the selected boxes, or all, to the image</source>
        <translation>把所选的框（或全部）裁剪到图像内</translation>
    </message>
    <message>
        <source>New boxes get the selected class; otherwise each asks.</source>
        <translation>新框直接使用所选类别而不询问；否则每个新框都询问并建议该类别。</translation>
    </message>
    <message>
        <source>Undo the last class edit, in all images</source>
        <translation>在所有图像中恢复上次类别重命名、合并或删除所改动的内容</translation>
    </message>
    <message>
        <source>Pre&amp;ferences…</source>
        <translation>首选项(&amp;F)…</translation>
    </message>
    <message>
        <source>Change how the program looks and works</source>
        <translation>更改程序的外观和行为</translation>
    </message>
    <message>
        <source>settings options configure line width tags wheel crosshair autosave language theme device threads weights</source>
        <translation>设置 选项 配置 线宽 标签 滚轮 十字线 自动保存 语言 主题 设备 线程 权重</translation>
    </message>
    <message>
        <source>Fit &amp;width</source>
        <translation>适应宽度(&amp;W)</translation>
    </message>
    <message>
        <source>Fit the width of the image to the window</source>
        <translation>让图像与窗口同宽</translation>
    </message>
    <message>
        <source>zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>&amp;100 %</source>
        <translation>&amp;100 %</translation>
    </message>
    <message>
        <source>Show one image pixel per screen pixel</source>
        <translation>图像的一个像素对应屏幕的一个像素</translation>
    </message>
    <message>
        <source>zoom actual size pixels 1:1</source>
        <translation>缩放 实际大小 像素 1:1</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>放大(&amp;I)</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>显示得更大</translation>
    </message>
    <message>
        <source>magnify larger bigger closer</source>
        <translation>放大 更大 更近</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>缩小(&amp;O)</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>显示得更小</translation>
    </message>
    <message>
        <source>smaller farther</source>
        <translation>更小 更远</translation>
    </message>
    <message>
        <source>Keep &amp;zoom</source>
        <translation>保持缩放(&amp;Z)</translation>
    </message>
    <message>
        <source>fixed same scale between images</source>
        <translation>固定 相同 比例 图像之间</translation>
    </message>
    <message>
        <source>&amp;Navigator</source>
        <translation>导航图(&amp;N)</translation>
    </message>
    <message>
        <source>minimap overview bird&apos;s eye</source>
        <translation>小地图 概览 鸟瞰</translation>
    </message>
    <message>
        <source>&amp;Crosshair</source>
        <translation>十字线(&amp;C)</translation>
    </message>
    <message>
        <source>Show lines through the cursor while drawing</source>
        <translation>画框时，在整张图像上显示穿过光标的线</translation>
    </message>
    <message>
        <source>guides lines cursor</source>
        <translation>参考线 线条 光标</translation>
    </message>
    <message>
        <source>Pixel &amp;grid</source>
        <translation>像素网格(&amp;G)</translation>
    </message>
    <message>
        <source>Show lines between pixels from 1200 %</source>
        <translation>从 1200 % 起显示像素之间的线</translation>
    </message>
    <message>
        <source>lines raster</source>
        <translation>线条 栅格</translation>
    </message>
    <message>
        <source>&amp;Adjust image…</source>
        <translation>调整图像(&amp;A)…</translation>
    </message>
    <message>
        <source>Propose an outline for each box of the folder by the network&apos;s mask head; accept them in the Outlines dock</source>
        <translation>由网络的掩码头为文件夹中的每个框建议轮廓；在“轮廓”面板中接受</translation>
    </message>
    <message>
        <source>Accept o&amp;utlines</source>
        <translation>接受轮廓(&amp;U)</translation>
    </message>
    <message>
        <source>Give the objects of this image the outlines that are proposed and shown</source>
        <translation>把所显示的建议轮廓赋予此图像中的对象</translation>
    </message>
    <message>
        <source>mask r-cnn segment confirm polygons masks</source>
        <translation>mask r-cnn 分割 确认 多边形 掩码</translation>
    </message>
    <message>
        <source>Accept outlines in all i&amp;mages</source>
        <translation>接受所有图像中的轮廓(&amp;M)</translation>
    </message>
    <message>
        <source>Give the objects of this folder all outlines from the minimum score on. Can be undone.</source>
        <translation>把不低于最低得分的所有轮廓赋予此文件夹中的对象。可以撤销。</translation>
    </message>
    <message>
        <source>mask r-cnn segment all confirm batch polygons masks</source>
        <translation>mask r-cnn 分割 全部 确认 批量 多边形 掩码</translation>
    </message>
    <message>
        <source>Change shortcuts, or use those of labelImg, labelme or CVAT</source>
        <translation>更改快捷键，或使用 labelImg、labelme 或 CVAT 的快捷键</translation>
    </message>
    <message>
        <source>brightness contrast gamma levels dark light exposure histogram equalize</source>
        <translation>亮度 对比度 伽马 色阶 暗 亮 曝光 直方图 均衡</translation>
    </message>
    <message>
        <source>Propose outlin&amp;e</source>
        <translation>建议轮廓(&amp;E)</translation>
    </message>
    <message>
        <source>Make pixels of the selected boxes and polygons</source>
        <translation>将所选的框和多边形变为像素</translation>
    </message>
    <message>
        <source>Leave only the boxes of the selected objects</source>
        <translation>只保留所选对象的框</translation>
    </message>
    <message>
        <source>Adjust automa&amp;tically</source>
        <translation>自动调整(&amp;T)</translation>
    </message>
    <message>
        <source>auto levels brightness contrast stretch normalize dark 16 bit</source>
        <translation>自动 色阶 亮度 对比度 拉伸 归一化 暗 16 位</translation>
    </message>
    <message>
        <source>&amp;Hide boxes</source>
        <translation>隐藏所有框(&amp;H)</translation>
    </message>
    <message>
        <source>Show the image without its boxes</source>
        <translation>显示图像而不显示框</translation>
    </message>
    <message>
        <source>show toggle visibility annotations</source>
        <translation>显示 切换 可见性 标注</translation>
    </message>
    <message>
        <source>hide layers overlay clean peek annotations</source>
        <translation>隐藏 图层 叠加 干净 只看 标注</translation>
    </message>
    <message>
        <source>Full &amp;screen</source>
        <translation>全屏(&amp;S)</translation>
    </message>
    <message>
        <source>Switch to full screen, or back</source>
        <translation>切换到全屏，或返回</translation>
    </message>
    <message>
        <source>fullscreen maximize presentation</source>
        <translation>全屏 最大化 演示</translation>
    </message>
    <message>
        <source>Ne&amp;xt panel</source>
        <translation>下一个面板(&amp;X)</translation>
    </message>
    <message>
        <source>Move the keyboard focus to the next panel or the image</source>
        <translation>将键盘焦点移到下一个面板或图像</translation>
    </message>
    <message>
        <source>focus dock go round keyboard</source>
        <translation>焦点 面板 切换 键盘</translation>
    </message>
    <message>
        <source>Pre&amp;vious panel</source>
        <translation>上一个面板(&amp;V)</translation>
    </message>
    <message>
        <source>Move the keyboard focus to the previous panel or the image</source>
        <translation>将键盘焦点移到上一个面板或图像</translation>
    </message>
    <message>
        <source>&amp;Undock or dock panel</source>
        <translation>浮动或停靠面板(&amp;U)</translation>
    </message>
    <message>
        <source>float detach window dock panel</source>
        <translation>浮动 分离 窗口 停靠 面板</translation>
    </message>
    <message>
        <source>&amp;Label</source>
        <translation>标注(&amp;L)</translation>
    </message>
    <message>
        <source>Wor&amp;kspace</source>
        <translation>工作区(&amp;K)</translation>
    </message>
    <message>
        <source>layout panels</source>
        <translation>布局 面板</translation>
    </message>
    <message>
        <source>&amp;Stages</source>
        <translation>阶段(&amp;S)</translation>
    </message>
    <message>
        <source>See anchors, proposals and the reasons for them</source>
        <translation>查看网络内部：锚框、候选框及其原因</translation>
    </message>
    <message>
        <source>layout panels anchors proposals</source>
        <translation>布局 面板 锚框 候选框</translation>
    </message>
    <message>
        <source>&amp;Train</source>
        <translation>训练(&amp;T)</translation>
    </message>
    <message>
        <source>layout panels losses</source>
        <translation>布局 面板 损失</translation>
    </message>
    <message>
        <source>&amp;Review</source>
        <translation>审阅(&amp;R)</translation>
    </message>
    <message>
        <source>What is correct, false or missed, compared with the labels</source>
        <translation>与标注比较：哪些正确、误检或漏检</translation>
    </message>
    <message>
        <source>layout panels problems statistics</source>
        <translation>布局 面板 问题 统计</translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation>重置布局(&amp;R)</translation>
    </message>
    <message>
        <source>Restore the default layout of the panels</source>
        <translation>把所有面板放回最初的位置</translation>
    </message>
    <message>
        <source>docks panels windows default restore</source>
        <translation>停靠 面板 窗口 默认 恢复</translation>
    </message>
    <message>
        <source>&amp;Detect objects</source>
        <translation>检测物体(&amp;D)</translation>
    </message>
    <message>
        <source>Detect objects in this image with the network in use</source>
        <translation>用模型在此图像中寻找物体</translation>
    </message>
    <message>
        <source>Detect</source>
        <translation>检测</translation>
    </message>
    <message>
        <source>predict infer find objects model run</source>
        <translation>预测 推理 查找 物体 模型 运行</translation>
    </message>
    <message>
        <source>&amp;Train network…</source>
        <translation>训练网络(&amp;T)…</translation>
    </message>
    <message>
        <source>Fine-tune a network on the labels of this folder</source>
        <translation>用此文件夹的标注微调网络</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>fine-tune learn fit model</source>
        <translation>微调 学习 拟合 模型</translation>
    </message>
    <message>
        <source>Detect in all &amp;images</source>
        <translation>检测所有图像(&amp;I)</translation>
    </message>
    <message>
        <source>Detect objects in all images of this folder</source>
        <translation>在此文件夹的每张图像中寻找物体</translation>
    </message>
    <message>
        <source>predict infer batch folder auto label</source>
        <translation>预测 推理 批量 文件夹 自动标注</translation>
    </message>
    <message>
        <source>Detect in the images selected in the list (Ctrl + click)</source>
        <translation>在列表中所选的图像里检测（Ctrl + 单击）</translation>
    </message>
    <message>
        <source>Choose a run, a checkpoint or another network, and a device</source>
        <translation>选择训练记录、检查点或其他网络，以及设备</translation>
    </message>
    <message>
        <source>Record the stages of this image during training</source>
        <translation>训练时记录此图像的各阶段</translation>
    </message>
    <message>
        <source>pinned trace training watch scrub</source>
        <translation>固定 轨迹 训练 观察 拖动 pin</translation>
    </message>
    <message>
        <source>&amp;Compare with another network</source>
        <translation>与另一个网络比较(&amp;C)</translation>
    </message>
    <message>
        <source>side by side second network difference before after</source>
        <translation>并排 第二个网络 差异 之前 之后 compare</translation>
    </message>
    <message>
        <source>Export &amp;view…</source>
        <translation>导出视图(&amp;V)…</translation>
    </message>
    <message>
        <source>screenshot picture save figure slide svg png stages layers</source>
        <translation>截图 图片 保存 图 幻灯片 svg png 阶段 图层</translation>
    </message>
    <message>
        <source>Save stage t&amp;race…</source>
        <translation>保存各阶段的轨迹(&amp;R)…</translation>
    </message>
    <message>
        <source>export numpy npz dump stages</source>
        <translation>导出 numpy npz 转储 阶段</translation>
    </message>
    <message>
        <source>&amp;Open trace…</source>
        <translation>打开轨迹(&amp;O)…</translation>
    </message>
    <message>
        <source>Show stages that were saved to a file</source>
        <translation>查看保存到文件的各阶段</translation>
    </message>
    <message>
        <source>load npz stages saved</source>
        <translation>加载 npz 阶段 已保存</translation>
    </message>
    <message>
        <source>C&amp;lose trace</source>
        <translation>关闭轨迹(&amp;L)</translation>
    </message>
    <message>
        <source>Show the stages of the network in use again</source>
        <translation>重新查看所用网络的各阶段</translation>
    </message>
    <message>
        <source>close npz stages live</source>
        <translation>关闭 npz 阶段 实时</translation>
    </message>
    <message>
        <source>an open trace</source>
        <translation>已打开的轨迹</translation>
    </message>
    <message>
        <source>&amp;Accept detections</source>
        <translation>接受检测结果(&amp;A)</translation>
    </message>
    <message>
        <source>Convert the detections shown to boxes</source>
        <translation>把显示的检测结果变成框</translation>
    </message>
    <message>
        <source>predictions proposals confirm convert boxes</source>
        <translation>预测 候选 确认 转换 框</translation>
    </message>
    <message>
        <source>pre-label prelabel auto label all confirm batch</source>
        <translation>预标注 自动标注 全部 确认 批量 pre-label auto label all</translation>
    </message>
    <message>
        <source>detections in this folder</source>
        <translation>此文件夹中的检测结果</translation>
    </message>
    <message>
        <source>Export the detections of this folder as labels with scores</source>
        <translation>把此文件夹中检测到的物体写成任意格式的标注，附分数</translation>
    </message>
    <message>
        <source>save predictions results coco yolo voc json csv</source>
        <translation>保存 预测 结果 coco yolo voc json csv save export</translation>
    </message>
    <message>
        <source>A &amp;file…</source>
        <translation>文件(&amp;F)…</translation>
    </message>
    <message>
        <source>Review another program: COCO results, detections.json, table</source>
        <translation>审阅其他程序：COCO 结果、detections.json 或表格</translation>
    </message>
    <message>
        <source>Open detections &amp;from</source>
        <translation>从以下位置打开检测结果(&amp;F)</translation>
    </message>
    <message>
        <source>evaluate score external other program results coco json csv review</source>
        <translation>评估 得分 外部 其他程序 结果 coco json csv 审查</translation>
    </message>
    <message>
        <source>A f&amp;older…</source>
        <translation>文件夹(&amp;O)…</translation>
    </message>
    <message>
        <source>Review another program: VOC, YOLO or other files with scores</source>
        <translation>审阅其他程序：VOC、YOLO 等带得分的文件</translation>
    </message>
    <message>
        <source>evaluate score external other program results voc yolo directory review</source>
        <translation>评估 得分 外部 其他程序 结果 voc yolo 目录 审查</translation>
    </message>
    <message>
        <source>&amp;Tour of the stages</source>
        <translation>各阶段导览(&amp;T)</translation>
    </message>
    <message>
        <source>Walk through Faster R-CNN stage by stage on the image</source>
        <translation>在图像上逐阶段了解 Faster R-CNN</translation>
    </message>
    <message>
        <source>learn tutorial guide explain stages introduction</source>
        <translation>学习 教程 导览 解释 阶段 介绍 tour</translation>
    </message>
    <message>
        <source>&amp;Keys and gestures</source>
        <translation>按键与手势(&amp;K)</translation>
    </message>
    <message>
        <source>Show all keyboard shortcuts and mouse gestures</source>
        <translation>显示所有按键和鼠标手势</translation>
    </message>
    <message>
        <source>hotkeys cheat sheet help keyboard mouse</source>
        <translation>快捷键 速查表 帮助 键盘 鼠标</translation>
    </message>
    <message>
        <source>&amp;What&apos;s this?</source>
        <translation>这是什么(&amp;W)？</translation>
    </message>
    <message>
        <source>Click anything for an explanation of it</source>
        <translation>然后单击任意处，查看它的用途</translation>
    </message>
    <message>
        <source>help explain control button</source>
        <translation>帮助 说明 控件 按钮 help explain control button</translation>
    </message>
    <message>
        <source>Find a&amp;ction…</source>
        <translation>查找操作(&amp;C)…</translation>
    </message>
    <message>
        <source>Search for an action, or for an image by name or number</source>
        <translation>输入想做的事，或图像的编号或名称</translation>
    </message>
    <message>
        <source>command palette search run go to image</source>
        <translation>命令面板 搜索 运行 转到图像</translation>
    </message>
    <message>
        <source>C&amp;hange shortcuts…</source>
        <translation>更改快捷键(&amp;H)…</translation>
    </message>
    <message>
        <source>shortcuts hotkeys rebind keyboard keys preset customize</source>
        <translation>快捷键 热键 重新绑定 键盘 预设 自定义</translation>
    </message>
    <message>
        <source>Open &amp;log folder</source>
        <translation>打开日志文件夹(&amp;L)</translation>
    </message>
    <message>
        <source>Open the folder with the log of the program</source>
        <translation>显示存放程序日志的文件夹</translation>
    </message>
    <message>
        <source>debug error report</source>
        <translation>调试 错误 报告</translation>
    </message>
    <message>
        <source>&amp;About</source>
        <translation>关于(&amp;A)</translation>
    </message>
    <message>
        <source>Ctrl + wheel</source>
        <translation>Ctrl + 滚轮</translation>
    </message>
    <message>
        <source>Zoom at the cursor</source>
        <translation>以光标为中心缩放</translation>
    </message>
    <message>
        <source>Wheel, Shift + wheel</source>
        <translation>滚轮、Shift + 滚轮</translation>
    </message>
    <message>
        <source>Scroll up and down, left and right</source>
        <translation>上下、左右滚动</translation>
    </message>
    <message>
        <source>Middle button or Space, drag</source>
        <translation>按住中键或空格拖动</translation>
    </message>
    <message>
        <source>Move the image</source>
        <translation>移动图像</translation>
    </message>
    <message>
        <source>Drag in the navigator</source>
        <translation>在导航图中拖动</translation>
    </message>
    <message>
        <source>Move the image to that part</source>
        <translation>把图像移到那一部分</translation>
    </message>
    <message>
        <source>Space, tapped</source>
        <translation>轻按空格</translation>
    </message>
    <message>
        <source>Verify the image</source>
        <translation>核对图像</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>单击</translation>
    </message>
    <message>
        <source>Enter takes the dashed box under the mouse; a click shows others: Tab the next one, Esc drops them</source>
        <translation>按 Enter 接受鼠标下的虚线框；单击显示其他框：Tab 显示下一个，Esc 放弃</translation>
    </message>
    <message>
        <source>mask r-cnn segment automatic masks polygons batch prelabel</source>
        <translation>mask r-cnn 分割 自动 预测 掩码 多边形 批量 预标注</translation>
    </message>
    <message>
        <source>Select the smallest box under the cursor</source>
        <translation>选择光标下最小的框</translation>
    </message>
    <message>
        <source>Shift + click</source>
        <translation>Shift + 单击</translation>
    </message>
    <message>
        <source>Add a box to the selection, or remove it</source>
        <translation>把框加入选择，或从中取出</translation>
    </message>
    <message>
        <source>Click again, Alt + wheel</source>
        <translation>再次单击、Alt + 滚轮</translation>
    </message>
    <message>
        <source>Select the next box under the cursor</source>
        <translation>逐个选择光标下重叠的框</translation>
    </message>
    <message>
        <source>Drag outside the boxes</source>
        <translation>在框外拖动</translation>
    </message>
    <message>
        <source>Select boxes that the drag touches. With Shift, add them.</source>
        <translation>选择拖动碰到的框；按住 Shift 则加入选择。</translation>
    </message>
    <message>
        <source>Right click</source>
        <translation>右键单击</translation>
    </message>
    <message>
        <source>Show what can be done with the box, or here</source>
        <translation>显示可对该框或此处执行的操作</translation>
    </message>
    <message>
        <source>Double click</source>
        <translation>双击</translation>
    </message>
    <message>
        <source>Change the label of a box</source>
        <translation>更改框的标签</translation>
    </message>
    <message>
        <source>Alt while drawing or resizing</source>
        <translation>画框或缩放时按住 Alt</translation>
    </message>
    <message>
        <source>Do not snap edges to the image border</source>
        <translation>不让图像边界吸附框的边</translation>
    </message>
    <message>
        <source>Enter over a dashed box of the click tool</source>
        <translation>在单击工具的虚线框上按 Enter</translation>
    </message>
    <message>
        <source>Take it, with its class and its outline</source>
        <translation>接受该框及其类别和轮廓</translation>
    </message>
    <message>
        <source>Click with the click tool</source>
        <translation>用点击工具点击</translation>
    </message>
    <message>
        <source>Show the best box around the object; another click asks again</source>
        <translation>显示物体周围最好的框；再次点击会重新查找</translation>
    </message>
    <message>
        <source>Tab, Shift + Tab after that</source>
        <translation>之后按 Tab、Shift + Tab</translation>
    </message>
    <message>
        <source>Show the next or the previous box</source>
        <translation>显示下一个或上一个框</translation>
    </message>
    <message>
        <source>Enter, Esc after that</source>
        <translation>之后按 Enter、Esc</translation>
    </message>
    <message>
        <source>Take the box; drop it</source>
        <translation>采用该框；放弃该框</translation>
    </message>
    <message>
        <source>Enter, Backspace in a polygon</source>
        <translation>多边形中的回车键、退格键</translation>
    </message>
    <message>
        <source>Close it; remove its last point</source>
        <translation>闭合；移除最后一个点</translation>
    </message>
    <message>
        <source>Drag a point of an outline</source>
        <translation>拖动轮廓上的点</translation>
    </message>
    <message>
        <source>Move it; it snaps to neighbors unless Alt is held</source>
        <translation>移动该点；会吸附到相邻轮廓，按住 Alt 则不吸附</translation>
    </message>
    <message>
        <source>Drag an edge, Alt + click on it</source>
        <translation>拖动边，或按住 Alt 点击边</translation>
    </message>
    <message>
        <source>Add a point to the outline</source>
        <translation>为轮廓添加点</translation>
    </message>
    <message>
        <source>Alt + Shift + click on a point</source>
        <translation>按住 Alt 和 Shift 点击点</translation>
    </message>
    <message>
        <source>Remove it from the outline</source>
        <translation>从轮廓中移除该点</translation>
    </message>
    <message>
        <source>Click on points, with Shift several</source>
        <translation>点击点，按住 Shift 可选多个</translation>
    </message>
    <message>
        <source>Select them: arrow keys move them, Del removes them</source>
        <translation>选中这些点：方向键移动，Del 移除</translation>
    </message>
    <message>
        <source>Drag with the brush</source>
        <translation>用画笔拖动</translation>
    </message>
    <message>
        <source>Add to the selected object, or begin a new one. With Ctrl, erase.</source>
        <translation>添加到选中的对象，或新建对象。按住 Ctrl 擦除。</translation>
    </message>
    <message>
        <source>Shift + drag with the brush</source>
        <translation>Shift + 用画笔拖动</translation>
    </message>
    <message>
        <source>Begin a new object</source>
        <translation>新建对象</translation>
    </message>
    <message>
        <source>Enter with the brush</source>
        <translation>使用画笔时按 Enter</translation>
    </message>
    <message>
        <source>Complete the object; the next stroke begins a new one</source>
        <translation>完成该对象；下一笔将新建对象</translation>
    </message>
    <message>
        <source>Wheel with the brush</source>
        <translation>使用画笔时转动滚轮</translation>
    </message>
    <message>
        <source>Change the size of the brush</source>
        <translation>改变画笔大小</translation>
    </message>
    <message>
        <source>Shift while drawing</source>
        <translation>画框时按住 Shift</translation>
    </message>
    <message>
        <source>Keep drawing boxes</source>
        <translation>之后再画一个框</translation>
    </message>
    <message>
        <source>Enter while drawing</source>
        <translation>绘制时按 Enter</translation>
    </message>
    <message>
        <source>Draw a box in the middle; arrow keys move and resize it</source>
        <translation>在中央画一个框；用方向键移动和调整大小</translation>
    </message>
    <message>
        <source>Tab, Shift + Tab</source>
        <translation>Tab、Shift + Tab</translation>
    </message>
    <message>
        <source>Select the next or previous box</source>
        <translation>选择下一个框、上一个框</translation>
    </message>
    <message>
        <source>Arrow keys</source>
        <translation>方向键</translation>
    </message>
    <message>
        <source>Move the selected boxes by 1 px</source>
        <translation>把选中的框移动 1 px</translation>
    </message>
    <message>
        <source>Shift + arrow keys</source>
        <translation>Shift + 方向键</translation>
    </message>
    <message>
        <source>Move the selected boxes by 10 px</source>
        <translation>把选中的框移动 10 px</translation>
    </message>
    <message>
        <source>Alt + arrow keys</source>
        <translation>Alt + 方向键</translation>
    </message>
    <message>
        <source>Move the right or bottom edge of the selected boxes by 1 px</source>
        <translation>把选中框的右边或下边移动 1 px</translation>
    </message>
    <message>
        <source>Alt + Shift + arrow keys</source>
        <translation>Alt + Shift + 方向键</translation>
    </message>
    <message>
        <source>Move the right or bottom edge by 10 px</source>
        <translation>把右边或下边移动 10 px</translation>
    </message>
    <message>
        <source>1 … 9</source>
        <translation>1 … 9</translation>
    </message>
    <message>
        <source>Set the class of the selected boxes, or of the next box</source>
        <translation>设置选中框的类别，或下一个框的类别</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <source>Ctrl + wheel, Shift + wheel</source>
        <translation>Ctrl + 滚轮、Shift + 滚轮</translation>
    </message>
    <message>
        <source>requires {what}</source>
        <extracomment>Why an action is grayed, as in &quot;needs an open folder&quot;.</extracomment>
        <translation>需要{what}</translation>
    </message>
    <message>
        <source>{tip} ({keys})</source>
        <extracomment>What an action does, and its keys.</extracomment>
        <translation>{tip}（{keys}）</translation>
    </message>
    <message>
        <source>The shortcuts are changed.</source>
        <translation>按键已更改。</translation>
    </message>
    <message>
        <source>Now using the shortcuts of {program}.</source>
        <translation>现在使用 {program} 的按键。</translation>
    </message>
    <message>
        <source>Press {key} to show them all.</source>
        <translation>按 {key} 查看全部按键。</translation>
    </message>
    <message>
        <source>Press {key} and drag over an object. Saved automatically.</source>
        <translation>按 {key} 并在物体上拖动。框会自动保存。</translation>
    </message>
    <message>
        <source>Choose {draw} and drag over an object. Saved automatically.</source>
        <translation>选择“{draw}”并在物体上拖动。框会自动保存。</translation>
    </message>
    <message>
        <source>image {number} of {count}</source>
        <translation>图像 {number} / {count}</translation>
    </message>
    <message>
        <source>The language changes to {language} after a restart.</source>
        <translation>程序下次启动时，语言改为 {language}。</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>面板(&amp;P)</translation>
    </message>
    <message>
        <source>Show or hide this panel</source>
        <translation>显示或隐藏此面板</translation>
    </message>
    <message>
        <source>La&amp;yers</source>
        <translation>图层(&amp;Y)</translation>
    </message>
    <message>
        <source>Canvas</source>
        <translation>画布</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Line &amp;width</source>
        <translation>线宽(&amp;W)</translation>
    </message>
    <message>
        <source>Width of the lines of boxes</source>
        <translation>框线的宽度</translation>
    </message>
    <message>
        <source>thickness outline border stroke pixels</source>
        <translation>粗细 轮廓 边框 线条 像素</translation>
    </message>
    <message>
        <source>Show &amp;tags</source>
        <translation>显示标签(&amp;T)</translation>
    </message>
    <message>
        <source>Boxes whose class is written beside them</source>
        <translation>哪些框旁边写有类别</translation>
    </message>
    <message>
        <source>labels names text class caption hide</source>
        <translation>名称 文字 类别 说明 隐藏</translation>
    </message>
    <message>
        <source>For all boxes</source>
        <translation>所有框</translation>
    </message>
    <message>
        <source>For boxes selected or under the cursor</source>
        <translation>选中的框和光标下的框</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>Tag si&amp;ze</source>
        <translation>标签大小(&amp;Z)</translation>
    </message>
    <message>
        <source>Size of the text on the canvas</source>
        <translation>画布上文字的大小</translation>
    </message>
    <message>
        <source>labels font text larger smaller percent</source>
        <translation>字体 文字 放大 缩小 百分比</translation>
    </message>
    <message>
        <source>Attrib&amp;utes in tags</source>
        <translation>标签中的属性(&amp;U)</translation>
    </message>
    <message>
        <source>Of boxes selected or under the cursor</source>
        <translation>选中的框或光标下的框的属性</translation>
    </message>
    <message>
        <source>key value properties metadata labels text hover</source>
        <translation>键 值 属性 元数据 标注 文字 悬停</translation>
    </message>
    <message>
        <source>Fill &amp;outlines</source>
        <translation>填充轮廓(&amp;O)</translation>
    </message>
    <message>
        <source>Opacity of the color inside outlines</source>
        <translation>轮廓内部颜色的不透明度</translation>
    </message>
    <message>
        <source>mask polygon opacity transparency alpha inside color percent</source>
        <translation>掩码 多边形 不透明度 透明度 内部 颜色 百分比</translation>
    </message>
    <message>
        <source>&amp;Boxes of outlines</source>
        <translation>轮廓的框(&amp;B)</translation>
    </message>
    <message>
        <source>Also show boxes of outlined objects</source>
        <translation>显示每个带轮廓的对象的框</translation>
    </message>
    <message>
        <source>mask polygon bounding box rectangle</source>
        <translation>掩码 多边形 边界框 矩形</translation>
    </message>
    <message>
        <source>&amp;Mouse wheel</source>
        <translation>鼠标滚轮(&amp;M)</translation>
    </message>
    <message>
        <source>With Ctrl, the wheel does the other</source>
        <translation>按住 Ctrl 时滚轮执行另一种操作</translation>
    </message>
    <message>
        <source>scroll zoom mouse touchpad ctrl</source>
        <translation>滚动 缩放 鼠标 触摸板</translation>
    </message>
    <message>
        <source>Scrolls the image</source>
        <translation>滚动图像</translation>
    </message>
    <message>
        <source>Zooms the image</source>
        <translation>缩放图像</translation>
    </message>
    <message>
        <source>Default &amp;fit</source>
        <translation>默认缩放(&amp;F)</translation>
    </message>
    <message>
        <source>How an image is shown at first</source>
        <translation>图像最初如何显示</translation>
    </message>
    <message>
        <source>zoom size window width 100 original</source>
        <translation>缩放 大小 窗口 宽度 100 原始</translation>
    </message>
    <message>
        <source>Whole image</source>
        <translation>整幅图像</translation>
    </message>
    <message>
        <source>Width of the image</source>
        <translation>图像宽度</translation>
    </message>
    <message>
        <source>100 %</source>
        <translation>100 %</translation>
    </message>
    <message>
        <source>&amp;Keep zoom</source>
        <translation>保持缩放(&amp;K)</translation>
    </message>
    <message>
        <source>Language of the window</source>
        <translation>窗口的语言</translation>
    </message>
    <message>
        <source>translation english chinese locale</source>
        <translation>翻译 英文 中文</translation>
    </message>
    <message>
        <source>Th&amp;eme</source>
        <translation>主题(&amp;E)</translation>
    </message>
    <message>
        <source>Colors of the window</source>
        <translation>窗口的颜色</translation>
    </message>
    <message>
        <source>dark light colors appearance night mode</source>
        <translation>深色 浅色 颜色 外观 夜间模式</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Auto&amp;save</source>
        <translation>自动保存(&amp;S)</translation>
    </message>
    <message>
        <source>When label files are written; the journal has all at once.</source>
        <translation>何时写入标签文件。日志会立即记录每次更改。</translation>
    </message>
    <message>
        <source>save write disk interval seconds frequency automatic</source>
        <translation>保存 写入 磁盘 间隔 秒 频率</translation>
    </message>
    <message>
        <source>After each change</source>
        <translation>每次更改后</translation>
    </message>
    <message>
        <source>Every 5 seconds</source>
        <translation>每 5 秒</translation>
    </message>
    <message>
        <source>Every 30 seconds</source>
        <translation>每 30 秒</translation>
    </message>
    <message>
        <source>Every 2 minutes</source>
        <translation>每 2 分钟</translation>
    </message>
    <message>
        <source>For detection, stages and training</source>
        <translation>用于检测、各阶段和训练</translation>
    </message>
    <message>
        <source>cuda gpu cpu mps graphics card</source>
        <translation>显卡 处理器</translation>
    </message>
    <message>
        <source>Th&amp;reads</source>
        <translation>线程数(&amp;R)</translation>
    </message>
    <message>
        <source>Processor threads for the network</source>
        <translation>网络使用的处理器线程数</translation>
    </message>
    <message>
        <source>cpu cores processor parallel speed</source>
        <translation>核心 处理器 并行 速度</translation>
    </message>
    <message>
        <source>Weig&amp;hts folder</source>
        <translation>权重文件夹(&amp;H)</translation>
    </message>
    <message>
        <source>Folder with COCO and ImageNet weights, for use offline</source>
        <translation>含有 COCO 和 ImageNet 权重的文件夹，用于没有网络连接的机器</translation>
    </message>
    <message>
        <source>pretrained download offline directory path checkpoint</source>
        <translation>预训练 下载 离线 目录 路径</translation>
    </message>
    <message>
        <source>Propose outl&amp;ines with</source>
        <translation>建议轮廓的方法(&amp;I)</translation>
    </message>
    <message>
        <source>Finds the outline in a box (G)</source>
        <translation>用于在框内寻找轮廓（G）</translation>
    </message>
    <message>
        <source>segment grabcut plug-in mask model opencv automatic</source>
        <translation>分割 grabcut 插件 掩码 模型 opencv 自动</translation>
    </message>
    <message>
        <source>Best available</source>
        <translation>最佳可用</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>The log is in {folder}.</source>
        <translation>日志在 {folder}。</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Searching, after torch is loaded…</source>
        <translation>torch 加载后查找…</translation>
    </message>
    <message>
        <source>&amp;Copy for a bug report</source>
        <translation>复制用于报告问题(&amp;C)</translation>
    </message>
    <message>
        <source>Copies everything shown here as text.</source>
        <translation>把这里显示的全部内容以文本形式放入剪贴板。</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Label images, look inside Faster R-CNN, train and detect.</source>
        <translation>标注图像，查看 Faster R-CNN 的内部，训练并检测。</translation>
    </message>
    <message>
        <source>Free software under the MIT license.</source>
        <translation>自由软件，采用 MIT 许可证。</translation>
    </message>
    <message>
        <source>This machine</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>About</source>
        <translation>关于</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation>框</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Stages</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>Outlines</source>
        <translation>轮廓</translation>
    </message>
    <message>
        <source>Tour</source>
        <translation>导览</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>训练记录</translation>
    </message>
    <message>
        <source>Active learning</source>
        <translation>主动学习</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审阅</translation>
    </message>
    <message>
        <source>Funnel</source>
        <translation>漏斗</translation>
    </message>
    <message>
        <source>NMS</source>
        <translation>NMS</translation>
    </message>
    <message>
        <source>Mask head</source>
        <translation>掩码头</translation>
    </message>
    <message>
        <source>Anchor fit</source>
        <translation>锚框匹配度</translation>
    </message>
    <message>
        <source>Proposal sources</source>
        <translation>候选框来源</translation>
    </message>
    <message>
        <source>Detector race</source>
        <translation>检测器比较</translation>
    </message>
    <message>
        <source>The images of the folder. Search by name or by terms such as unlabeled, #12, label:cat or boxes&gt;3. Marks show the state of each image.</source>
        <translation>文件夹中的图像。可按名称或条件搜索，例如 unlabeled、#12、label:cat 或 boxes&gt;3。标记表示每张图像的状态。</translation>
    </message>
    <message>
        <source>The boxes of this image, in the order of the label file.</source>
        <translation>此图像的框，按标注文件中的顺序。</translation>
    </message>
    <message>
        <source>The classes of the folder. New boxes get the selected class.</source>
        <translation>文件夹的类别：下一个框使用选中的类别。</translation>
    </message>
    <message>
        <source>The stages of the network as layers over the image, with filters and settings to try out. Reset all settings restores those used in training.</source>
        <translation>网络的内部，逐层显示在图像上；可以试验阈值并过滤。“重置所有设置”恢复为训练所用的值。</translation>
    </message>
    <message>
        <source>What the network detected in this image. Detections are a separate layer until they are accepted.</source>
        <translation>网络在此图像中找到的物体。检测结果在接受之前是单独的一层。</translation>
    </message>
    <message>
        <source>Outlines that the network&apos;s mask head proposes for the boxes of the folder. They are a separate layer until they are accepted.</source>
        <translation>网络的掩码头为文件夹中的框建议的轮廓。在接受之前，它们是单独的图层。</translation>
    </message>
    <message>
        <source>Press I and click the image. The card explains what happened to an anchor, proposal or box, and which rule decided.</source>
        <translation>按 I 并单击图像：卡片用文字说明一个锚框、候选框或框的经过，以及由哪条规则决定。</translation>
    </message>
    <message>
        <source>Faster R-CNN in the order of the tutorial. Each stage is shown on the image with its own numbers.</source>
        <translation>按教程的顺序讲解 Faster R-CNN，每个阶段都以图像自己的数字显示。</translation>
    </message>
    <message>
        <source>The training in progress: losses, average precision, time left and messages.</source>
        <translation>此文件夹上正在进行的训练：损失、平均精度、剩余时间、消息。</translation>
    </message>
    <message>
        <source>All trainings on this folder: compare their curves, use their networks, or resume them.</source>
        <translation>此文件夹上的各次训练：并列的曲线、它们的网络，以及可以继续的训练。</translation>
    </message>
    <message>
        <source>Shows the next step: label, train, detect, correct or train again. One button starts it.</source>
        <translation>说明下一步是标注、训练、检测、更正还是再次训练，并用一个按钮完成。</translation>
    </message>
    <message>
        <source>Compares detections with labels: where they differ, and at which stage objects were missed.</source>
        <translation>网络的结果与标注的对照：哪里不同，以及漏检的物体在哪个阶段丢失。</translation>
    </message>
    <message>
        <source>Number of boxes after each stage, and of labeled objects that they still cover.</source>
        <translation>每个阶段留下多少框，还能覆盖多少已标注的物体。</translation>
    </message>
    <message>
        <source>Non-maximum suppression step by step: each box that is kept, and what it suppresses.</source>
        <translation>逐步显示非极大值抑制：保留的框，以及每个框抑制了什么。</translation>
    </message>
    <message>
        <source>The mask head on the RoI of the selected box or anchor: the map of each class, the cells of the object, and how well they agree.</source>
        <translation>在所选框或锚框的 RoI 上查看掩码头：每个类别的图、物体的单元格，以及二者的吻合程度。</translation>
    </message>
    <message>
        <source>How well the anchors fit the boxes of the folder, by size and shape, and anchors that fit better.</source>
        <translation>锚框与文件夹中各种大小和形状的框的匹配度，以及匹配更好的锚框。</translation>
    </message>
    <message>
        <source>The boxes of the RPN beside those of selective search, edge boxes, windows or a file, and the objects that each of them covers.</source>
        <translation>RPN 的框与选择性搜索、边缘框、滑动窗口或文件中的框并列显示，以及它们各自覆盖的物体。</translation>
    </message>
    <message>
        <source>R-CNN, SPP-Net, Fast R-CNN, Faster R-CNN or your own networks on this image, one after another: where their time goes, and what each of them finds.</source>
        <translation>R-CNN、SPP-Net、Fast R-CNN、Faster R-CNN 或您自己的网络依次处理此图像：时间用在何处，以及各自找到了什么。</translation>
    </message>
    <message>
        <source>Selective search step by step: segments of the image are merged, and each one gives a box.</source>
        <translation>逐步显示选择性搜索：合并图像的区域，每个区域给出一个框。</translation>
    </message>
    <message>
        <source>Problems found by Check labels. Click one to go to it; most can be repaired here.</source>
        <translation>标注检查的结果；单击即可前往，其中大部分可以在这里修复。</translation>
    </message>
    <message>
        <source>Boxes by class, size, shape and number in each image. Click a bar to list its images.</source>
        <translation>文件夹中各类别、大小、形状和位置的框数。单击条形列出相应的图像。</translation>
    </message>
    <message>
        <source>No trained network. Train one, or choose one (Model).</source>
        <translation>还没有训练好的网络。请用此文件夹的标注训练一个，或用“模型 - 选择网络”选一个。</translation>
    </message>
    <message>
        <source>Detections</source>
        <translation>检测结果</translation>
    </message>
    <message>
        <source>What the network detected, with scores.</source>
        <translation>网络找到的物体及其得分。</translation>
    </message>
    <message>
        <source>Loading the detector. Detection starts afterwards.</source>
        <translation>正在加载检测器；之后就开始查找物体。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln detection(s) with a score of {score} or more.</source>
        <translation>
            <numerusform>%Ln 个检测结果的得分不低于 {score}。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Detected in %Ln image(s): {speed} images/s.</source>
        <translation>
            <numerusform>已检测 %Ln 张图像：每秒 {speed} 张。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) left out.</source>
        <translation>
            <numerusform>%Ln 张图像未处理。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more image(s) left out.</source>
        <translation>
            <numerusform>另有 %Ln 张图像未处理。</numerusform>
        </translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>Open a network</source>
        <translation>打开网络</translation>
    </message>
    <message>
        <source>Opening {path}</source>
        <translation>正在打开 {path}</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>The check was stopped. Problems found so far are listed.</source>
        <translation>检查已停止；此前发现的问题已列出。</translation>
    </message>
    <message>
        <source>Nothing to check: no image of this folder has labels.</source>
        <translation>此文件夹的图像都还没有标签，因此没有可检查的内容。</translation>
    </message>
    <message>
        <source>Checking labels…</source>
        <translation>正在检查标注…</translation>
    </message>
    <message>
        <source>Checked {images}, {boxes}. Double-click a line to go there.</source>
        <translation>已检查 {images}，共 {boxes}。双击一行即可前往。</translation>
    </message>
    <message>
        <source>Checked {images} with {boxes}: nothing needs repair.</source>
        <translation>已检查 {images}，共 {boxes}：没有需要修正之处。</translation>
    </message>
    <message>
        <source>This box has changed. Its image was checked again.</source>
        <translation>检查之后此框有改动，已重新检查它的图像。</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>Internal error</source>
        <translation>内部错误</translation>
    </message>
    <message>
        <source>Internal error. Boxes are kept: save, then restart.</source>
        <translation>发生了内部错误。您的框都已保留。如果窗口表现异常，请保存并重新启动程序。</translation>
    </message>
    <message>
        <source>See {file} for details.</source>
        <translation>详情见 {file}。</translation>
    </message>
    <message>
        <source>See the terminal for details.</source>
        <translation>详情见终端。</translation>
    </message>
    <message>
        <source>Pascal VOC XML</source>
        <translation>Pascal VOC XML</translation>
    </message>
    <message>
        <source>YOLO text</source>
        <translation>YOLO 文本</translation>
    </message>
    <message>
        <source>COCO JSON</source>
        <translation>COCO JSON</translation>
    </message>
    <message>
        <source>labelme JSON</source>
        <translation>labelme JSON</translation>
    </message>
    <message>
        <source>CSV table</source>
        <translation>CSV 表格</translation>
    </message>
    <message>
        <source>CVAT XML</source>
        <translation>CVAT XML</translation>
    </message>
    <message>
        <source>CreateML JSON</source>
        <translation>CreateML JSON</translation>
    </message>
    <message>
        <source>VIA JSON</source>
        <translation>VIA JSON</translation>
    </message>
    <message>
        <source>pixels counted from 1</source>
        <translation>像素从 1 计</translation>
    </message>
    <message>
        <source>edges counted from 0</source>
        <translation>边缘从 0 计</translation>
    </message>
    <message>
        <source>chosen by you</source>
        <translation>按您的选择</translation>
    </message>
    <message>
        <source>because a coordinate is 0</source>
        <translation>因为存在坐标 0</translation>
    </message>
    <message>
        <source>as when the folder was last opened</source>
        <translation>与上次打开此文件夹时相同</translation>
    </message>
    <message>
        <source>as in the Pascal VOC specification</source>
        <translation>按 Pascal VOC 规范</translation>
    </message>
    <message>
        <source>as written by {program}</source>
        <translation>按 {program} 的写法</translation>
    </message>
    <message>
        <source>VOC, pixels from 1</source>
        <translation>VOC，像素从 1 计</translation>
    </message>
    <message>
        <source>VOC, edges from 0</source>
        <translation>VOC，边缘从 0 计</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s)</source>
        <translation>
            <numerusform>%Ln 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>{format}, {where}</source>
        <translation>{format}，{where}</translation>
    </message>
    <message>
        <source>{format} files cannot hold outlines. Export the labels, or choose the format for new folders: {formats}.</source>
        <translation>{format} 文件不能保存轮廓。请导出标注，或为新文件夹选择以下格式：{formats}。</translation>
    </message>
    <message>
        <source>{key} no longer sets a class on the canvas.</source>
        <translation>{key} 原本在图像上设置类别，之后将不再如此。</translation>
    </message>
    <message>
        <source>{key} no longer moves the image or verifies it.</source>
        <translation>{key} 原本用于移动图像和核对图像，之后将不再如此。</translation>
    </message>
    <message>
        <source>{key} no longer selects the next box on the canvas.</source>
        <translation>{key} 原本在图像上逐个切换框，之后将不再如此。</translation>
    </message>
    <message>
        <source>{key} no longer moves the selected boxes on the canvas.</source>
        <translation>{key} 原本在图像上移动选中的框，之后将不再如此。</translation>
    </message>
    <message>
        <source>&amp;Recent folders</source>
        <translation>最近的文件夹(&amp;R)</translation>
    </message>
    <message>
        <source>Main toolbar</source>
        <translation>主工具栏</translation>
    </message>
    <message>
        <source>Training in progress</source>
        <translation>正在训练</translation>
    </message>
    <message>
        <source>A training is in progress. Quit anyway?</source>
        <translation>正在训练。仍要退出吗？</translation>
    </message>
    <message>
        <source>It stops after this step. Resume it later in Runs.</source>
        <translation>训练在这一步后停止。之后可在“训练记录”中继续。</translation>
    </message>
    <message>
        <source>Stop and quit</source>
        <translation>停止训练并退出</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>未保存</translation>
    </message>
    <message numerus="yes">
        <source>The boxes of %Ln image(s) are not saved.</source>
        <translation>
            <numerusform>%Ln 张图像的框没有保存。</numerusform>
        </translation>
    </message>
    <message>
        <source>The disk does not respond.</source>
        <translation>磁盘没有响应。</translation>
    </message>
    <message>
        <source>Nothing was exported: some boxes are not saved. {reason}</source>
        <translation>没有导出，因为有些框无法保存。{reason}</translation>
    </message>
    <message>
        <source>Export canceled. Nothing was written.</source>
        <translation>导出已取消；没有写入任何内容。</translation>
    </message>
    <message numerus="yes">
        <source>And %Ln more of this kind.</source>
        <translation>
            <numerusform>还有 %Ln 条同类信息。</numerusform>
        </translation>
    </message>
    <message>
        <source>Exported {images} with {boxes} to {folder} as {format}.</source>
        <translation>已把 {images}、{boxes}以 {format} 格式导出到 {folder}。</translation>
    </message>
    <message>
        <source>Exported {boxes} of {images} as {format}, with scores: {folder}</source>
        <translation>已把 {images}的{boxes}导出为 {format}（含得分）：{folder}</translation>
    </message>
    <message>
        <source>Show the folder</source>
        <translation>显示文件夹</translation>
    </message>
    <message>
        <source>Open it here</source>
        <translation>在此打开</translation>
    </message>
    <message>
        <source>You can restore them when this folder is opened again.</source>
        <translation>如果退出，下次打开此文件夹时可以恢复它们。</translation>
    </message>
    <message>
        <source>Compare…</source>
        <translation>比较…</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>保留我的</translation>
    </message>
    <message>
        <source>Load theirs</source>
        <translation>加载对方的</translation>
    </message>
    <message>
        <source>{failure} Trying again automatically.</source>
        <translation>{failure} 将自动重试。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>No copy of {path} in {copies}: {strerror}. Nothing changed.</source>
        <translation>无法把 {path} 复制到 {copies}：{strerror}。没有更改任何内容。</translation>
    </message>
    <message>
        <source>Reading {path}</source>
        <translation>正在读取 {path}</translation>
    </message>
    <message>
        <source>{text} Your boxes are kept here.</source>
        <translation>{text} 您的框保留在此。</translation>
    </message>
    <message>
        <source>Your boxes were written to {file}.</source>
        <translation>您的框已写入 {file}。</translation>
    </message>
    <message>
        <source>The version of the other program was kept as {copy}.</source>
        <translation>另一个程序写入的内容保留为 {copy}。</translation>
    </message>
    <message>
        <source>Loaded the boxes of {path}. Undo restores yours.</source>
        <translation>已加载 {path} 的框。撤销可恢复您的框。</translation>
    </message>
    <message>
        <source>Load boxes of the file</source>
        <translation>加载文件中的框</translation>
    </message>
    <message>
        <source>Quit without saving</source>
        <translation>不保存而退出</translation>
    </message>
    <message>
        <source>on</source>
        <extracomment>State of a switch, for screen readers.</extracomment>
        <translation>开</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>key {keys}</source>
        <translation>按键 {keys}</translation>
    </message>
    <message>
        <source>unavailable</source>
        <translation>现在不可用</translation>
    </message>
    <message>
        <source>Find an action</source>
        <translation>查找操作</translation>
    </message>
    <message>
        <source>An action, #12 for an image, or part of an image name</source>
        <translation>要做的事、#12 表示图像，或图像名称的一部分</translation>
    </message>
    <message>
        <source>Find an action or an image</source>
        <translation>查找操作或图像</translation>
    </message>
    <message>
        <source>Words in any order. Up and Down select, Enter runs, Esc closes.</source>
        <translation>词序任意；上下键选择，Enter 执行，Esc 关闭。</translation>
    </message>
    <message>
        <source>No matches. Try fewer letters or another word.</source>
        <translation>没有这样的名称。请少输入几个字，或换一个词。</translation>
    </message>
    <message>
        <source>Matching actions and images</source>
        <translation>符合的操作和图像</translation>
    </message>
    <message>
        <source>Actions with their shortcuts, and images by name or number. Unavailable actions show what they require.</source>
        <translation>操作及其按键，以及按名称或编号的图像。变灰的项说明需要什么。</translation>
    </message>
    <message>
        <source>Hint</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Do not show this again</source>
        <translation>不再显示</translation>
    </message>
    <message>
        <source>Do not show this hint again</source>
        <translation>不再显示此提示</translation>
    </message>
    <message>
        <source>Progress of the running job</source>
        <translation>正在运行的任务的进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Cancel the running job</source>
        <translation>取消正在运行的任务</translation>
    </message>
    <message>
        <source>Stops the job in the background. Results so far are kept where possible, such as the last checkpoint of a training.</source>
        <translation>停止后台运行的任务。已完成的部分在有意义时保留，例如训练的最后一个检查点。</translation>
    </message>
    <message>
        <source>Stopping: {job}</source>
        <translation>正在停止：{job}</translation>
    </message>
    <message>
        <source>Cancel: {job}</source>
        <translation>取消：{job}</translation>
    </message>
    <message>
        <source>Change shortcuts</source>
        <translation>更改快捷键</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>Shortcuts of</source>
        <translation>快捷键方案</translation>
    </message>
    <message>
        <source>Use all shortcuts of a program that you know</source>
        <translation>采用您熟悉的程序的全部按键</translation>
    </message>
    <message>
        <source>Part of the name of an action, or a key</source>
        <translation>操作名称的一部分，或一个按键</translation>
    </message>
    <message>
        <source>Find an action or a key</source>
        <translation>查找操作或按键</translation>
    </message>
    <message>
        <source>Show only actions whose name or shortcut contains this text</source>
        <translation>只显示名称或按键含此文字的操作</translation>
    </message>
    <message>
        <source>Conflicts of shortcuts</source>
        <translation>快捷键冲突</translation>
    </message>
    <message>
        <source>Shortcuts &amp;of</source>
        <translation>快捷键方案(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Find</source>
        <translation>查找(&amp;F)</translation>
    </message>
    <message>
        <source>Uses these shortcuts from now on.</source>
        <translation>立即采用这些按键，以后启动时也使用。</translation>
    </message>
    <message>
        <source>&amp;Reset all</source>
        <translation>全部重置(&amp;R)</translation>
    </message>
    <message>
        <source>Restore the default shortcuts of all actions</source>
        <translation>把每个操作恢复为最初的按键</translation>
    </message>
    <message>
        <source>Resolve the conflicting shortcuts first</source>
        <translation>请先决定身兼两职的按键归谁</translation>
    </message>
    <message>
        <source>Click a field and press a key. OK applies the changes.</source>
        <translation>单击一个栏位并按下按键。用“确定”关闭后立即生效。</translation>
    </message>
    <message>
        <source>{key} runs none of {actions} and {last}: all have it.</source>
        <translation>{key} 同时是 {actions} 和 {last} 的按键，所以都不会执行。</translation>
    </message>
    <message>
        <source>, </source>
        <extracomment>What stands between the names of a list.</extracomment>
        <translation>、</translation>
    </message>
    <message>
        <source>Other keys assigned twice: {count}.</source>
        <translation>其他身兼两职的按键：{count}。</translation>
    </message>
    <message>
        <source>Only for {action}</source>
        <translation>只用于 {action}</translation>
    </message>
    <message>
        <source>Remove {key} from the other actions</source>
        <translation>从其他操作收回 {key}</translation>
    </message>
    <message>
        <source>Actions and their shortcuts</source>
        <translation>操作及其按键</translation>
    </message>
    <message>
        <source>Click a field and press a key</source>
        <translation>单击一个栏位并按下按键</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Show or hide the boxes of this class</source>
        <translation>是否显示此类别的框</translation>
    </message>
    <message>
        <source>Color. Click to change it.</source>
        <translation>颜色；单击可另选。</translation>
    </message>
    <message>
        <source>Class. New boxes get the selected one. Drag rows to reorder.</source>
        <translation>类别。新框使用选中的类别。拖动行可排序。</translation>
    </message>
    <message>
        <source>Number key</source>
        <translation>数字键</translation>
    </message>
    <message>
        <source>Boxes of this class in this image</source>
        <translation>此图像中该类别的框数</translation>
    </message>
    <message>
        <source>Boxes of this class in the folder</source>
        <translation>文件夹中该类别的框数</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>此图</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Click a class, or press its number key over the canvas, to use it for new boxes. The eye hides its boxes; right-click to rename, merge or delete it.</source>
        <translation>单击一个类别，或在画布上按它的数字键，即可用于新框。眼睛图标隐藏它的框；右键单击可重命名、合并或删除。</translation>
    </message>
    <message>
        <source>Second shortcut</source>
        <translation>再加一个按键</translation>
    </message>
    <message>
        <source>Reset to {keys}</source>
        <translation>恢复为 {keys}</translation>
    </message>
    <message>
        <source>Reset to no shortcut</source>
        <translation>恢复为无按键</translation>
    </message>
    <message>
        <source>Reset the shortcuts of {action}</source>
        <translation>重置 {action} 的按键</translation>
    </message>
    <message>
        <source>Second shortcut of {action}</source>
        <translation>{action} 的另一个按键</translation>
    </message>
    <message>
        <source>Shortcut of {action}</source>
        <translation>{action} 的按键</translation>
    </message>
    <message>
        <source>Press a key, alone or with Ctrl, Shift or Alt</source>
        <translation>按下一个键，可单独或与 Ctrl、Shift、Alt 组合</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>Show the next notice</source>
        <translation>显示下一条通知</translation>
    </message>
    <message>
        <source>Goes through the notices, of which one is shown at a time.</source>
        <translation>逐条显示通知，每次一条。</translation>
    </message>
    <message>
        <source>Dismiss this notice</source>
        <translation>关闭此通知</translation>
    </message>
    <message>
        <source>Dismisses this notice. Nothing else changes.</source>
        <translation>只移除此通知，不更改其他任何内容。</translation>
    </message>
    <message>
        <source>{place} of {count} ›</source>
        <extracomment>Which of several notices is shown, on the button that shows the next one.</extracomment>
        <translation>{place} / {count} ›</translation>
    </message>
    <message>
        <source>On the canvas</source>
        <translation>在图像上</translation>
    </message>
    <message>
        <source>Keys and gestures</source>
        <translation>按键与手势</translation>
    </message>
    <message>
        <source>Part of a key or of its description</source>
        <translation>按键或其作用的一部分</translation>
    </message>
    <message>
        <source>Find a key</source>
        <translation>查找按键</translation>
    </message>
    <message>
        <source>Show only lines with these words</source>
        <translation>只显示含这些词的行</translation>
    </message>
    <message>
        <source>No matches. Try another word, or search the menus.</source>
        <translation>没有按键能做这件事。请换一个词，或在菜单中查找。</translation>
    </message>
    <message>
        <source>&amp;Copy as text</source>
        <translation>复制为文本(&amp;C)</translation>
    </message>
    <message>
        <source>Copy these lines for printing or reference</source>
        <translation>复制这些行，以便打印或另行保存</translation>
    </message>
    <message>
        <source>Keys and their actions</source>
        <translation>按键及其作用</translation>
    </message>
    <message>
        <source>Progress of opening</source>
        <translation>打开的进度</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>Try the demo</source>
        <translation>试用示例</translation>
    </message>
    <message>
        <source>You can also drop a folder or an image here.</source>
        <translation>也可以把文件夹或图像拖放到这里。</translation>
    </message>
    <message>
        <source>Label images, see inside Faster R-CNN, train and detect.</source>
        <translation>在图像文件夹上画框，查看 Faster R-CNN 的内部，训练并检测。</translation>
    </message>
    <message>
        <source>{what}: {done} of {total}</source>
        <extracomment>How far the opening is; {what} is what is being opened.</extracomment>
        <translation>{what}：{done} / {total}</translation>
    </message>
    <message>
        <source>Position of the cursor in the image</source>
        <translation>光标在图像中的位置</translation>
    </message>
    <message>
        <source>Size of the selected box</source>
        <translation>选中框的大小</translation>
    </message>
    <message>
        <source>Red, green and blue of the pixel under the cursor, 0 to 255</source>
        <translation>光标处像素的红、绿、蓝，0 到 255</translation>
    </message>
    <message>
        <source>Adjusted</source>
        <translation>已调整</translation>
    </message>
    <message>
        <source>Brightness, contrast or gamma of the display are adjusted. Click to change.</source>
        <translation>图像以不同于文件的亮度、对比度或伽马显示。单击可更改。</translation>
    </message>
    <message>
        <source>The image is adjusted</source>
        <translation>图像已调整</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Save state of the boxes</source>
        <translation>框是否已保存</translation>
    </message>
    <message>
        <source>{x}, {y} px</source>
        <translation>{x}，{y} px</translation>
    </message>
    <message>
        <source>{width} x {height} px</source>
        <translation>{width} x {height} px</translation>
    </message>
    <message>
        <source>{count} selected</source>
        <translation>已选 {count} 个</translation>
    </message>
    <message>
        <source>Not saved: {reason}</source>
        <translation>未保存：{reason}</translation>
    </message>
    <message>
        <source>Click to try again.</source>
        <translation>单击重试。</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>正在保存…</translation>
    </message>
    <message>
        <source>Saving the boxes</source>
        <translation>正在写入框</translation>
    </message>
    <message>
        <source>All boxes are in the journal; the file is written every {seconds} s or so. Click to write it now.</source>
        <translation>所有框都在日志中；文件大约每 {seconds} 秒写入一次。单击立即写入。</translation>
    </message>
    <message>
        <source>Saved in the journal</source>
        <translation>已存入日志</translation>
    </message>
    <message>
        <source>Read-only</source>
        <translation>只读</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>All boxes are saved</source>
        <translation>所有框都已在磁盘上</translation>
    </message>
    <message>
        <source>Reading labels. The next unverified image follows at once.</source>
        <translation>标注仍在读取。一旦得知，就显示下一张未核对的图像。</translation>
    </message>
    <message>
        <source>All other images have labels.</source>
        <translation>其他图像都有标注。</translation>
    </message>
    <message>
        <source>All other images are verified.</source>
        <translation>其他图像都已核对。</translation>
    </message>
    <message>
        <source>This is the last image.</source>
        <translation>这是最后一张图像。</translation>
    </message>
    <message>
        <source>This is the first image.</source>
        <translation>这是第一张图像。</translation>
    </message>
    <message>
        <source>{name} is image {number} of {total}, outside the search.</source>
        <translation>{name} 是第 {number} 张图像，共 {total} 张。搜索结果中没有它。</translation>
    </message>
    <message>
        <source>Reading labels…</source>
        <translation>正在读取标注…</translation>
    </message>
    <message>
        <source>No detections yet. Model, Detect in all images finds some.</source>
        <translation>这些图像还没有检测结果。请从“模型”菜单检测所有图像。</translation>
    </message>
    <message>
        <source>No matching images.</source>
        <translation>没有找到图像。</translation>
    </message>
    <message>
        <source>Reading outlines…</source>
        <translation>正在读取轮廓…</translation>
    </message>
    <message>
        <source>Open an image</source>
        <translation>打开图像</translation>
    </message>
    <message>
        <source>Open {folder} at the image shown last</source>
        <translation>打开 {folder}，回到上次离开的图像</translation>
    </message>
    <message>
        <source>Clear list</source>
        <translation>清空列表</translation>
    </message>
    <message>
        <source>No recent folders</source>
        <translation>没有最近的文件夹</translation>
    </message>
    <message>
        <source>{folder} is not there. Connect its drive, or open it again.</source>
        <translation>{folder} 不存在。请连接其驱动器，或重新打开。</translation>
    </message>
    <message>
        <source>Image {number} of {total}, where you left off.</source>
        <translation>第 {number} 张图像，共 {total} 张，上次在此离开。</translation>
    </message>
    <message>
        <source>Label location…</source>
        <translation>标注位置…</translation>
    </message>
    <message>
        <source>Find labels automatically</source>
        <translation>自动查找标注</translation>
    </message>
    <message>
        <source>Reload</source>
        <translation>重新加载</translation>
    </message>
    <message>
        <source>The boxes of {name} are not saved yet.</source>
        <translation>{name} 的框尚未保存。</translation>
    </message>
    <message>
        <source>This is the last image of the search results.</source>
        <translation>这是搜索结果中的最后一张图像。</translation>
    </message>
    <message>
        <source>This is the first image of the search results.</source>
        <translation>这是搜索结果中的第一张图像。</translation>
    </message>
    <message>
        <source>no labels yet</source>
        <translation>还没有标注</translation>
    </message>
    <message>
        <source>labeled</source>
        <translation>已标注</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>已核对</translation>
    </message>
    <message>
        <source>changed, not saved yet</source>
        <translation>有改动，尚未保存</translation>
    </message>
    <message>
        <source>has detections</source>
        <translation>有检测结果</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>已跳过</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>Mark {boxes} as difficult</source>
        <translation>把 {boxes} 标记为困难</translation>
    </message>
    <message>
        <source>Mark {boxes} as truncated</source>
        <translation>把 {boxes} 标记为截断</translation>
    </message>
    <message>
        <source>Mark {boxes} as occluded</source>
        <translation>把 {boxes} 标记为遮挡</translation>
    </message>
    <message>
        <source>Mark {boxes} as not difficult</source>
        <translation>把 {boxes} 标记为不困难</translation>
    </message>
    <message>
        <source>Mark {boxes} as not truncated</source>
        <translation>把 {boxes} 标记为未截断</translation>
    </message>
    <message>
        <source>Mark {boxes} as not occluded</source>
        <translation>把 {boxes} 标记为未遮挡</translation>
    </message>
    <message numerus="yes">
        <source>%Ln box(es)</source>
        <translation>
            <numerusform>%Ln 个框</numerusform>
        </translation>
    </message>
    <message>
        <source>with a box of this class; label:c* for all that start with c</source>
        <translation>有此类别的框；label:c* 表示以 c 开头的所有类别</translation>
    </message>
    <message>
        <source>by number of boxes: boxes&gt;3, boxes=0</source>
        <translation>按框的数量：boxes&gt;3、boxes=0</translation>
    </message>
    <message>
        <source>with an object of this shape: shape:box, shape:polygon, shape:mask</source>
        <translation>含有此形状的对象：shape:box、shape:polygon、shape:mask</translation>
    </message>
    <message>
        <source>by holes of an object: holes&gt;0</source>
        <translation>按对象的孔数：holes&gt;0</translation>
    </message>
    <message>
        <source>by parts of an object: parts&gt;1</source>
        <translation>按对象的部分数：parts&gt;1</translation>
    </message>
    <message>
        <source>by area of an object, in square pixels: area&lt;100</source>
        <translation>按对象的面积，单位为平方像素：area&lt;100</translation>
    </message>
    <message>
        <source>with labels</source>
        <translation>有标注</translation>
    </message>
    <message>
        <source>without labels</source>
        <translation>没有标注</translation>
    </message>
    <message>
        <source>marked as verified</source>
        <translation>已标记为核对</translation>
    </message>
    <message>
        <source>not verified</source>
        <translation>尚未核对</translation>
    </message>
    <message>
        <source>marked to be skipped</source>
        <translation>标记为跳过的</translation>
    </message>
    <message>
        <source>unreadable, or with unreadable labels</source>
        <translation>无法读取，或其标注无法读取</translation>
    </message>
    <message>
        <source>with detections</source>
        <translation>有检测结果</translation>
    </message>
    <message>
        <source>by score of the best detection: score&lt;0.5, score&gt;0.9</source>
        <translation>最佳检测结果有这样的得分：score&lt;0.5、score&gt;0.9</translation>
    </message>
    <message>
        <source>by number: #12, #1-20</source>
        <translation>按编号：#12、#1-20</translation>
    </message>
    <message>
        <source>without what follows: -night, -label:cat</source>
        <translation>不含后面的内容：-night、-label:cat</translation>
    </message>
    <message>
        <source>Did you mean {word}?</source>
        <translation>您是指 {word} 吗？</translation>
    </message>
    <message>
        <source>{term} is not an image number. Enter #12, or #1-20.</source>
        <translation>{term} 不是图像编号。请写 #12 或 #1-20。</translation>
    </message>
    <message>
        <source>{term} is ignored. Image numbers start at 1.</source>
        <translation>{term} 已忽略。图像从 1 开始计数。</translation>
    </message>
    <message>
        <source>{term} is ignored: this folder has {images}.</source>
        <translation>{term} 已忽略，因为没有这样的图像。此文件夹有 {images}。</translation>
    </message>
    <message>
        <source>The list of labels in the file keeps the name {source}.</source>
        <translation>文件中的标签列表保留名称 {source}。</translation>
    </message>
    <message>
        <source>A list of choices in the file keeps the name {source}.</source>
        <translation>文件中的选项列表保留名称 {source}。</translation>
    </message>
    <message numerus="yes">
        <source>{label}: %Ln box(es) so far. Still reading labels…</source>
        <translation>
            <numerusform>{label}：目前 %Ln 个框。标注仍在读取…</numerusform>
        </translation>
    </message>
    <message>
        <source>{label}: {boxes_in_images}.</source>
        <translation>{label}：{boxes_in_images}。</translation>
    </message>
    <message>
        <source>{label} has no boxes.</source>
        <translation>{label} 没有框。</translation>
    </message>
    <message numerus="yes">
        <source>Label files that cannot be read and stay unchanged: %Ln.</source>
        <translation>
            <numerusform>无法读取而保持原样的标注文件：%Ln 个。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s)</source>
        <translation>
            <numerusform>%Ln 张图像</numerusform>
        </translation>
    </message>
    <message>
        <source>{boxes} in {images}</source>
        <translation>{images}中的 {boxes}</translation>
    </message>
    <message>
        <source>Delete {source}</source>
        <translation>删除 {source}</translation>
    </message>
    <message>
        <source>Rename {source} to {target}</source>
        <translation>把 {source} 重命名为 {target}</translation>
    </message>
    <message>
        <source>Merge {source} into {target}</source>
        <translation>把 {source} 合并到 {target}</translation>
    </message>
    <message>
        <source>Rename {source} to {target} in all images</source>
        <translation>在所有图像中把 {source} 重命名为 {target}</translation>
    </message>
    <message>
        <source>Merge {source} into {target} in all images</source>
        <translation>在所有图像中把 {source} 合并到 {target}</translation>
    </message>
    <message>
        <source>Delete {source} in all images</source>
        <translation>在所有图像中删除 {source}</translation>
    </message>
    <message>
        <source>Deleted {source}</source>
        <translation>已删除 {source}</translation>
    </message>
    <message>
        <source>Renamed {source} to {target}</source>
        <translation>已把 {source} 重命名为 {target}</translation>
    </message>
    <message>
        <source>Merged {source} into {target}</source>
        <translation>已把 {source} 合并到 {target}</translation>
    </message>
    <message numerus="yes">
        <source>Renamed {source} to {target} in %Ln image(s)</source>
        <translation>
            <numerusform>已在 %Ln 张图像中把 {source} 重命名为 {target}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Merged {source} into {target} in %Ln image(s)</source>
        <translation>
            <numerusform>已在 %Ln 张图像中把 {source} 合并到 {target}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Deleted {source} in %Ln image(s)</source>
        <translation>
            <numerusform>已在 %Ln 张图像中删除 {source}</numerusform>
        </translation>
    </message>
    <message>
        <source>Undo: rename {source} to {target}</source>
        <translation>撤销：把 {source} 重命名为 {target}</translation>
    </message>
    <message>
        <source>Undo: delete {source}</source>
        <translation>撤销：删除 {source}</translation>
    </message>
    <message>
        <source>Undo: merge {source} into {target}</source>
        <translation>撤销：把 {source} 合并到 {target}</translation>
    </message>
    <message numerus="yes">
        <source>&amp;Undo: rename {source} to {target} in %Ln image(s)</source>
        <translation>
            <numerusform>撤销(&amp;U)：在 %Ln 张图像中把 {source} 重命名为 {target}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Undo: merge {source} into {target} in %Ln image(s)</source>
        <translation>
            <numerusform>撤销(&amp;U)：在 %Ln 张图像中把 {source} 合并到 {target}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Undo: delete {source} in %Ln image(s)</source>
        <translation>
            <numerusform>撤销(&amp;U)：在 %Ln 张图像中删除 {source}</numerusform>
        </translation>
    </message>
    <message>
        <source>{term} is ignored. Enter {better}, or put a name in quotes.</source>
        <translation>无法理解 {term}，已忽略。请写 {better}，或给名称的一部分加引号。</translation>
    </message>
    <message>
        <source>{term} is ignored: no search term. Put names in quotes.</source>
        <translation>{term} 不是搜索词，已忽略。名称请加引号。</translation>
    </message>
    <message>
        <source>{term} needs an attribute: attr:color, attr:&quot;color=light red&quot;</source>
        <translation>{term} 需要一个属性，例如 attr:color、attr:&quot;color=light red&quot;</translation>
    </message>
    <message>
        <source>box attribute: attr:color, attr:color=red, attr:color=r*</source>
        <translation>框的属性：attr:color、attr:color=red、attr:color=r*</translation>
    </message>
    <message>
        <source>{term} is ignored. For images with a cat, enter label:cat.</source>
        <translation>无法理解 {term}，已忽略。请写 label:cat 查找有 cat 的图像。</translation>
    </message>
    <message>
        <source>{term} needs a class: label:cat or label:&quot;traffic light&quot;.</source>
        <translation>{term} 需要类别名称，例如 label:cat 或 label:&quot;traffic light&quot;。</translation>
    </message>
    <message>
        <source>{term} needs a number of boxes, as in boxes&gt;3 or boxes=0.</source>
        <translation>{term} 需要框的数量，例如 boxes&gt;3 或 boxes=0。</translation>
    </message>
    <message>
        <source>{term} needs a number from 0 to 1, as in score&lt;0.5.</source>
        <translation>{term} 需要 0 到 1 的数字，例如 score&lt;0.5 或 score&gt;0.9。</translation>
    </message>
    <message>
        <source>Search images</source>
        <translation>搜索图像</translation>
    </message>
    <message>
        <source>Words of the name, or label:cat, boxes&gt;3, unlabeled, -word</source>
        <translation>名称中的词，或 label:cat、boxes&gt;3、unlabeled、-word 等条件</translation>
    </message>
    <message>
        <source>Search terms</source>
        <translation>搜索条件</translation>
    </message>
    <message>
        <source>Insert a search term: class, state or score</source>
        <translation>在搜索中插入条件：类别、标记、得分</translation>
    </message>
    <message>
        <source>Lists images whose names have all these words, and images:</source>
        <translation>列出名称含所有这些词的图像（不分大小写），以及：</translation>
    </message>
    <message>
        <source>Quote a name with spaces or that is a search term: &quot;img 1&quot;.</source>
        <translation>含空格的名称，或本身就是条件的名称，请加引号：&quot;img 1&quot;。</translation>
    </message>
    <message>
        <source>Images of the folder</source>
        <translation>文件夹的图像</translation>
    </message>
    <message>
        <source>Click an image to show it. Select several with Shift or Ctrl for Detect in selected images. Marks show which images are labeled, verified or unreadable.</source>
        <translation>单击显示图像；按住 Shift 和 Ctrl 选择多张，用于在选中的图像中检测。标记表示哪些有标注、哪些已核实、哪些无法读取。</translation>
    </message>
    <message>
        <source>Show a thumbnail of each image in the list</source>
        <translation>在列表中显示每张图像的小图</translation>
    </message>
    <message>
        <source>Thumbnails</source>
        <translation>缩略图</translation>
    </message>
    <message>
        <source>Labeled images</source>
        <translation>已标注的图像</translation>
    </message>
    <message>
        <source>No folder open</source>
        <translation>没有打开文件夹</translation>
    </message>
    <message>
        <source>{count} of {total} labeled</source>
        <translation>已标注 {count} / {total}</translation>
    </message>
    <message>
        <source>{count} verified</source>
        <translation>已核对 {count}</translation>
    </message>
    <message>
        <source>{count} skipped</source>
        <translation>已跳过 {count} 张</translation>
    </message>
    <message>
        <source>{count} shown</source>
        <translation>显示 {count}</translation>
    </message>
    <message>
        <source>Go to image number</source>
        <translation>转到图像编号</translation>
    </message>
    <message>
        <source>Image number</source>
        <translation>图像的编号</translation>
    </message>
    <message>
        <source>Image numbers start at 1, in the order of the unfiltered list</source>
        <translation>图像从 1 开始计数，按未搜索时的列表顺序</translation>
    </message>
    <message>
        <source>&amp;Number, 1 to {total}</source>
        <translation>编号(&amp;N)，1 到 {total}</translation>
    </message>
    <message>
        <source>&amp;Go</source>
        <translation>转到(&amp;G)</translation>
    </message>
    <message>
        <source>Show this image</source>
        <translation>显示此图像</translation>
    </message>
    <message>
        <source>Stay on the current image</source>
        <translation>留在当前图像</translation>
    </message>
    <message>
        <source>No image has this number.</source>
        <translation>没有这个编号的图像。</translation>
    </message>
    <message>
        <source>Feature map</source>
        <translation>特征图</translation>
    </message>
    <message>
        <source>One channel of the output of the backbone.</source>
        <translation>主干网络对图像所得的一个通道。</translation>
    </message>
    <message>
        <source>Stage filters</source>
        <translation>阶段的筛选</translation>
    </message>
    <message>
        <source>Shape of the anchors shown</source>
        <translation>显示的锚框形状</translation>
    </message>
    <message>
        <source>Level of the anchors shown</source>
        <translation>显示的锚框层级</translation>
    </message>
    <message>
        <source>Box whose anchors are shown</source>
        <translation>显示哪个框的锚框</translation>
    </message>
    <message>
        <source>Class of the boxes and detections that are shown</source>
        <translation>所显示的框和检测结果的类别</translation>
    </message>
    <message>
        <source>All cells</source>
        <translation>所有单元</translation>
    </message>
    <message>
        <source>Show the anchors of all cells again</source>
        <translation>重新显示每个单元的锚框</translation>
    </message>
    <message>
        <source>Anchors inside the image only</source>
        <translation>只显示图像内的锚框</translation>
    </message>
    <message>
        <source>Hides anchors that cross the image border. The tutorial does not train on them.</source>
        <translation>略去越过图像边界的锚框：教程不用它们训练。</translation>
    </message>
    <message>
        <source>Anchors of the minibatch only</source>
        <translation>只显示小批量中的锚框</translation>
    </message>
    <message>
        <source>Shows only the anchors sampled for one training step, such as 128 positives and 128 negatives.</source>
        <translation>只显示为一个训练步抽取的锚框，例如 128 个正样本和 128 个负样本。</translation>
    </message>
    <message>
        <source>Only of the selected box</source>
        <translation>仅显示所选框的锚框</translation>
    </message>
    <message>
        <source>While one box is selected, the Assignment layer shows only the anchors that overlap it most.</source>
        <translation>选中一个框时，分配图层只显示与它重叠最多的锚框。</translation>
    </message>
    <message>
        <source>Every anchor of a tie</source>
        <translation>并列的每个锚框</translation>
    </message>
    <message>
        <source>Many anchors may fit a box equally well. One of them is shown with their number, or all of them.</source>
        <translation>可能有许多锚框与一个框匹配得同样好。显示其中一个和它们的数量，或者全部显示。</translation>
    </message>
    <message>
        <source>all; Alt + click selects one</source>
        <translation>全部；Alt + 单击选择一个</translation>
    </message>
    <message>
        <source>All classes</source>
        <translation>所有类别</translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation>候选</translation>
    </message>
    <message>
        <source>Enter NMS</source>
        <translation>进入 NMS</translation>
    </message>
    <message>
        <source>Survive NMS</source>
        <translation>通过 NMS</translation>
    </message>
    <message>
        <source>Boxes of the head</source>
        <translation>检测头的框</translation>
    </message>
    <message>
        <source>Boxes of {source}</source>
        <translation>{source}的框</translation>
    </message>
    <message>
        <source>The network is untrained. Train or choose one, then measure.</source>
        <translation>未训练的网络什么也找不到：请训练或打开一个网络，然后重新测量。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln object(s) missed</source>
        <translation>
            <numerusform>漏检 %Ln 个物体</numerusform>
        </translation>
    </message>
    <message>
        <source>Counted with the limits of detection.</source>
        <translation>按检测时的数量限制统计。</translation>
    </message>
    <message>
        <source>This image has no boxes that can be detected.</source>
        <translation>此图像没有可以找到的框。</translation>
    </message>
    <message>
        <source>RPN of the network</source>
        <translation>网络的 RPN</translation>
    </message>
    <message>
        <source>The proposals of the network in use, as many as survive NMS</source>
        <translation>当前网络的候选框，即 NMS 后保留的全部</translation>
    </message>
    <message>
        <source>Selective search</source>
        <translation>选择性搜索</translation>
    </message>
    <message>
        <source>Fast mode at full size: some seconds an image</source>
        <translation>全尺寸快速模式：每张图像需数秒</translation>
    </message>
    <message>
        <source>Selective search, quality</source>
        <translation>选择性搜索，质量模式</translation>
    </message>
    <message>
        <source>Quality mode at full size: slower, with more boxes</source>
        <translation>全尺寸质量模式：更慢，框更多</translation>
    </message>
    <message>
        <source>Selective search, 200 px</source>
        <translation>选择性搜索，200 像素</translation>
    </message>
    <message>
        <source>Fast mode at a short side of 200 pixels</source>
        <translation>短边 200 像素的快速模式</translation>
    </message>
    <message>
        <source>Edge boxes (weak)</source>
        <translation>边缘框（较弱）</translation>
    </message>
    <message>
        <source>On gradients: weak without the trained edge model of the paper</source>
        <translation>基于梯度：没有论文中训练的边缘模型，因此较弱</translation>
    </message>
    <message>
        <source>Sliding windows</source>
        <translation>滑动窗口</translation>
    </message>
    <message>
        <source>Windows of fixed sizes and shapes, whatever the image shows</source>
        <translation>固定大小和形状的窗口，与图像内容无关</translation>
    </message>
    <message>
        <source>Jittered labels</source>
        <translation>抖动的标注</translation>
    </message>
    <message>
        <source>The labels moved and resized at random: an upper bound</source>
        <translation>随机移动和缩放的标注：上限</translation>
    </message>
    <message>
        <source>Check the sources, then Measure: it compares their boxes with the labeled objects.</source>
        <translation>勾选来源，然后点击“测量”：将它们的框与已标注的物体比较。</translation>
    </message>
    <message>
        <source>Check a source first.</source>
        <translation>请先勾选一个来源。</translation>
    </message>
    <message>
        <source>The RPN is left out, because the network in use has no trained one.</source>
        <translation>当前网络没有经过训练的 RPN，因此未比较 RPN。</translation>
    </message>
    <message>
        <source>The network in use has no trained RPN. Check another source, or choose a network that has one.</source>
        <translation>当前网络没有经过训练的 RPN。请勾选其他来源，或选择带有 RPN 的网络。</translation>
    </message>
    <message>
        <source>Only {source}: {count}</source>
        <translation>仅 {source}：{count}</translation>
    </message>
    <message>
        <source>The best boxes of the sources that were compared.</source>
        <translation>所比较来源的最佳框。</translation>
    </message>
    <message>
        <source>Comparing proposals…</source>
        <translation>正在比较候选框…</translation>
    </message>
    <message>
        <source>Add a file of proposals</source>
        <translation>添加候选框文件</translation>
    </message>
    <message>
        <source>{images}, {objects}.</source>
        <translation>{images}，{objects}。</translation>
    </message>
    <message>
        <source>proposals</source>
        <translation>候选框数</translation>
    </message>
    <message>
        <source>recall</source>
        <translation>召回率</translation>
    </message>
    <message>
        <source>IoU</source>
        <translation>IoU</translation>
    </message>
    <message>
        <source>Open an image to see how many objects each stage covers.</source>
        <translation>打开一张图像，查看每个阶段能覆盖多少物体。</translation>
    </message>
    <message>
        <source>Measuring all labeled images…</source>
        <translation>正在测量所有已标注的图像…</translation>
    </message>
    <message>
        <source>Measure shows at which stage the network misses objects.</source>
        <translation>“测量”会找出所用网络在哪里丢失物体。</translation>
    </message>
    <message>
        <source>Mask correct</source>
        <translation>掩码正确</translation>
    </message>
    <message>
        <source>best {count}</source>
        <translation>最好的 {count} 个</translation>
    </message>
    <message>
        <source>{images}, {objects}: missed at each stage, at IoU 0.5.</source>
        <translation>{images}，{objects}。按 IoU 0.5 逐阶段列出丢失；条形显示剩余。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln object(s)</source>
        <translation>
            <numerusform>%Ln 个物体</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln object(s) after: {stage}</source>
        <translation>
            <numerusform>“{stage}”之后还有 %Ln 个目标</numerusform>
        </translation>
    </message>
    <message>
        <source>Found</source>
        <translation>已检出</translation>
    </message>
    <message>
        <source>Detector</source>
        <translation>检测器</translation>
    </message>
    <message>
        <source>Published</source>
        <translation>论文</translation>
    </message>
    <message>
        <source>Checked networks are measured</source>
        <translation>勾选的网络会被测量</translation>
    </message>
    <message>
        <source>Wall time of this image on this machine, with its proposals</source>
        <translation>本机处理此图像的实际用时，包括候选框</translation>
    </message>
    <message>
        <source>Processor time of all threads, in seconds</source>
        <translation>所有线程的处理器时间，单位为秒</translation>
    </message>
    <message>
        <source>Seconds an image with VGG16 on a graphics card, from the papers, with selective search (about 2 s)</source>
        <translation>论文中用 VGG16 在显卡上处理一张图像的秒数，包括选择性搜索（约 2 秒）</translation>
    </message>
    <message>
        <source>Proposals that the head scores</source>
        <translation>由检测头评分的候选框</translation>
    </message>
    <message>
        <source>Detections with a score of 0.5 or more; select the row to see them</source>
        <translation>得分不低于 0.5 的检测；选择该行即可查看</translation>
    </message>
    <message>
        <source>On the validation images, as kept with the run; – where it was not measured</source>
        <translation>在验证图像上的值，随训练记录保存；– 表示未测量</translation>
    </message>
    <message>
        <source>Regions</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>检测头</translation>
    </message>
    <message>
        <source>Run the checked networks on this image, one after another</source>
        <translation>让勾选的网络依次处理此图像</translation>
    </message>
    <message>
        <source>Add net&amp;work…</source>
        <translation>添加网络(&amp;W)…</translation>
    </message>
    <message>
        <source>Add a run of this folder, a file or an untrained network</source>
        <translation>添加此文件夹的训练、文件或未训练的网络</translation>
    </message>
    <message>
        <source>Seconds of the parts</source>
        <translation>各部分的秒数</translation>
    </message>
    <message>
        <source>objectness</source>
        <translation>物体性</translation>
    </message>
    <message>
        <source>Number of candidates shown before NMS</source>
        <translation>显示多少 NMS 之前的候选框</translation>
    </message>
    <message>
        <source>Number of proposals shown after NMS</source>
        <translation>显示多少 NMS 之后的候选框</translation>
    </message>
    <message>
        <source>Reset filters</source>
        <translation>重置筛选</translation>
    </message>
    <message>
        <source>Restore the default filters</source>
        <translation>恢复默认筛选</translation>
    </message>
    <message>
        <source>best </source>
        <translation>最佳 </translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>层级</translation>
    </message>
    <message>
        <source>Cell</source>
        <translation>单元</translation>
    </message>
    <message>
        <source>RPN objectness</source>
        <translation>RPN 物体性</translation>
    </message>
    <message>
        <source>RPN box</source>
        <translation>RPN 框</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>掩码</translation>
    </message>
    <message>
        <source>Area: {area} px²</source>
        <translation>面积：{area} px²</translation>
    </message>
    <message numerus="yes">
        <source>%Ln point(s)</source>
        <translation>
            <numerusform>%Ln 个点</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln part(s)</source>
        <translation>
            <numerusform>%Ln 个部分</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln hole(s)</source>
        <translation>
            <numerusform>%Ln 个孔洞</numerusform>
        </translation>
    </message>
    <message>
        <source>The losses are shown here during training.</source>
        <translation>训练时在此显示各项损失。</translation>
    </message>
    <message>
        <source>Box</source>
        <translation>框</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>Problem and solution</source>
        <translation>有什么问题，该怎么做</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>Loss curves</source>
        <translation>损失曲线</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>NMS step by step</source>
        <translation>逐步 NMS</translation>
    </message>
    <message>
        <source>Previous step</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Next mistake</source>
        <translation>下一个错误</translation>
    </message>
    <message>
        <source>To the suppressed candidate that costs an object most, then to the next</source>
        <translation>转到使目标损失最大的被抑制候选，再转到下一个</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Each step keeps the best remaining candidate.</source>
        <translation>每一步取剩下的最佳候选，它被保留。</translation>
    </message>
    <message>
        <source>Objectness</source>
        <translation>物体性</translation>
    </message>
    <message>
        <source>IoU with it</source>
        <translation>与它的 IoU</translation>
    </message>
    <message>
        <source>Fits a box better</source>
        <translation>更贴合的框</translation>
    </message>
    <message>
        <source>Candidates suppressed in this step</source>
        <translation>这一步抑制的候选</translation>
    </message>
    <message>
        <source>They overlap the kept candidate by more than the threshold. The last column names the object that one fits better than all that survive.</source>
        <translation>它们与保留的候选的重叠超过阈值。最后一列是被抑制者比所有幸存者都更贴合的目标。</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Step {step} of {count}</source>
        <translation>第 {step} 步，共 {count} 步</translation>
    </message>
    <message>
        <source>Before NMS</source>
        <translation>NMS 之前</translation>
    </message>
    <message>
        <source>After NMS</source>
        <translation>NMS 之后</translation>
    </message>
    <message>
        <source>&lt;b&gt;Anchors in the Assignment layer&lt;/b&gt;</source>
        <translation>&lt;b&gt;“分配”图层中的锚框种类&lt;/b&gt;</translation>
    </message>
    <message>
        <source>All shapes</source>
        <translation>所有形状</translation>
    </message>
    <message>
        <source>{size} px, {level}</source>
        <translation>{size} px，{level}</translation>
    </message>
    <message>
        <source>every {stride} px</source>
        <translation>每 {stride} px</translation>
    </message>
    <message>
        <source>every {stride} px, level {number}</source>
        <translation>每 {stride} px，第 {number} 层</translation>
    </message>
    <message>
        <source>All levels</source>
        <translation>所有层级</translation>
    </message>
    <message>
        <source>row {row}, column {column} of level {level}</source>
        <translation>层级 {level} 的第 {row} 行第 {column} 列</translation>
    </message>
    <message>
        <source>All boxes</source>
        <translation>所有框</translation>
    </message>
    <message>
        <source>Objectness predicted by the RPN at each cell.</source>
        <translation>RPN 认为每个单元处有物体的把握。</translation>
    </message>
    <message>
        <source>Cells</source>
        <translation>单元</translation>
    </message>
    <message>
        <source>Centers of the cells. Each cell has the same anchors.</source>
        <translation>单元的中心；每个单元都有同样的几个锚框。</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Anchors</source>
        <translation>锚框</translation>
    </message>
    <message>
        <source>Positive</source>
        <translation>正样本</translation>
    </message>
    <message>
        <source>Sampled</source>
        <translation>已采样</translation>
    </message>
    <message>
        <source>Best IoU</source>
        <translation>最佳 IoU</translation>
    </message>
    <message>
        <source>Proposals</source>
        <translation>候选框</translation>
    </message>
    <message>
        <source>Losses</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Loading the detector. The numbers appear shortly.</source>
        <translation>检测引擎正在加载；数字稍后出现。</translation>
    </message>
    <message>
        <source>{total} decoded, {entered} enter NMS, {survived} survive, {kept} kept</source>
        <translation>解码 {total} 个，{entered} 个最佳进入 NMS，{survived} 个留存，保留 {kept} 个</translation>
    </message>
    <message>
        <source>{total} decoded, {small} too small, {entered} enter NMS, {survived} survive, {kept} kept</source>
        <translation>解码 {total} 个，{small} 个太小，{entered} 个最佳进入 NMS，{survived} 个留存，保留 {kept} 个</translation>
    </message>
    <message>
        <source>{total} from {source}, {small} too small, {kept} kept</source>
        <translation>{source} 给出 {total} 个，{small} 个过小，保留 {kept} 个</translation>
    </message>
    <message>
        <source>class {cls}, box {box}; total {total}</source>
        <translation>类别 {cls}，框 {box}；总计 {total}</translation>
    </message>
    <message>
        <source>objectness {objectness}, RPN box {rpn_box}, class {cls}, box {box}, mask {mask}; total {total}</source>
        <translation>物体性 {objectness}，RPN 框 {rpn_box}，类别 {cls}，框 {box}，掩码 {mask}；合计 {total}</translation>
    </message>
    <message>
        <source>Open an image to see its anchors.</source>
        <translation>打开图像以查看它的锚框。</translation>
    </message>
    <message>
        <source>{total}, {inside} inside</source>
        <translation>{total} 个，{inside} 个在图像内</translation>
    </message>
    <message>
        <source>{total}, all in use</source>
        <translation>{total} 个，全部使用</translation>
    </message>
    <message>
        <source>{total}: {by_iou} by IoU, {as_best} as best</source>
        <translation>{total}：{by_iou} 个因 IoU，{as_best} 个因最佳</translation>
    </message>
    <message>
        <source>{positive} positive, {negative} negative</source>
        <translation>{positive} 个正样本，{negative} 个负样本</translation>
    </message>
    <message>
        <source>no boxes</source>
        <translation>没有框</translation>
    </message>
    <message numerus="yes">
        <source>{numbers} and %Ln more  (positives)</source>
        <translation>
            <numerusform>{numbers} 以及另外 %Ln 个 （正样本数）</numerusform>
        </translation>
    </message>
    <message>
        <source>{numbers}  (positives)</source>
        <translation>{numbers} （正样本数）</translation>
    </message>
    <message>
        <source>{width} x {height} px -&gt; {channels} features, {maps} cells</source>
        <translation>{width} x {height} px -&gt; {channels} 个特征，{maps} 个单元</translation>
    </message>
    <message>
        <source>{scored} boxes score enough, {kept} remain after NMS and limit</source>
        <translation>{scored} 个框得分足够，经 NMS 和上限后剩 {kept} 个</translation>
    </message>
    <message>
        <source>objectness {objectness}, RPN box {rpn_box}, class {cls}, box {box}; total {total}</source>
        <translation>物体性 {objectness}，RPN 框 {rpn_box}，类别 {cls}，框 {box}；合计 {total}</translation>
    </message>
    <message>
        <source>Anchors of one cell</source>
        <translation>一个单元的锚框</translation>
    </message>
    <message>
        <source>inside the image</source>
        <translation>在图像内</translation>
    </message>
    <message>
        <source>crosses the border of the image</source>
        <translation>超出图像边界</translation>
    </message>
    <message>
        <source>{place}; {inside}</source>
        <translation>{place}；{inside}</translation>
    </message>
    <message>
        <source>Assignment</source>
        <translation>分配</translation>
    </message>
    <message>
        <source>Crosses the image border; left out of training: ignored.</source>
        <translation>它超出图像边界，因此训练不使用它：忽略。</translation>
    </message>
    <message>
        <source>IoU {iou} with {box}, below {positive}; best for {best}: positive.</source>
        <translation>与 {box} 的 IoU 为 {iou}：低于 {positive}，但没有在用的锚框与 {best} 重叠更多：正样本。</translation>
    </message>
    <message>
        <source>IoU {iou} with {box} at best, below {negative}, best for none: negative.</source>
        <translation>与重叠最多的框 {box} 的 IoU 为 {iou}：低于 {negative}，也不是任何框的最佳：负样本。</translation>
    </message>
    <message>
        <source>IoU {iou} with {box}, {negative} to {positive}, best for none: ignored.</source>
        <translation>与 {box} 的 IoU 为 {iou}：不低于 {negative}，低于 {positive}，也不是任何框的最佳：忽略。</translation>
    </message>
    <message>
        <source>Limits of training: {before} per level enter NMS, {after} are kept.</source>
        <translation>训练时的数量限制：每层 {before} 个候选进入 NMS，保留 {after} 个候选框。</translation>
    </message>
    <message>
        <source>Limits of detection: {before} per level enter NMS, {after} are kept.</source>
        <translation>检测时的数量限制：每层 {before} 个候选进入 NMS，保留 {after} 个候选框。</translation>
    </message>
    <message>
        <source>The best {after} boxes of {source} are the proposals.</source>
        <translation>{source} 的前 {after} 个框作为候选框。</translation>
    </message>
    <message>
        <source>Box of {source}, {size}</source>
        <translation>{source} 的框，{size}</translation>
    </message>
    <message>
        <source>It overlaps {box} most, with IoU {iou}.</source>
        <translation>它与 {box} 重叠最多，IoU 为 {iou}。</translation>
    </message>
    <message>
        <source>box</source>
        <translation>框</translation>
    </message>
    <message>
        <source>Sampled into the RPN minibatch ({count} anchors).</source>
        <translation>它被抽入训练 RPN 的小批量（{count} 个锚框）。</translation>
    </message>
    <message>
        <source>Not sampled into the RPN minibatch ({count} anchors).</source>
        <translation>它没有被抽入训练 RPN 的小批量（{count} 个锚框）。</translation>
    </message>
    <message>
        <source>at least {limit}</source>
        <translation>不低于 {limit}</translation>
    </message>
    <message>
        <source>below {limit}</source>
        <translation>低于 {limit}</translation>
    </message>
    <message>
        <source>Sampled as {name}, IoU {iou}: adds {cls} to class loss, {box} to box loss.</source>
        <translation>它被抽来训练检测头，类别为 {name}，IoU {iou}；它为类别损失增加 {cls}，为框损失增加 {box}。</translation>
    </message>
    <message>
        <source>Not among the best {count} proposals that detection uses.</source>
        <translation>不在检测所用的最佳 {count} 个候选框之中。</translation>
    </message>
    <message>
        <source>The image has no boxes: negative.</source>
        <translation>此图像没有框：负样本。</translation>
    </message>
    <message>
        <source>Overlaps no box: negative.</source>
        <translation>它不与任何框重叠：负样本。</translation>
    </message>
    <message>
        <source>IoU {iou} with {box}, at least {positive}: positive.</source>
        <translation>与 {box} 的 IoU 为 {iou}：不低于 {positive}：正样本。</translation>
    </message>
    <message>
        <source>Anchor {size}: {reason}</source>
        <translation>锚框 {size}：{reason}</translation>
    </message>
    <message>
        <source>RPN</source>
        <translation>RPN</translation>
    </message>
    <message>
        <source>Objectness {score} (a probability).</source>
        <translation>物体性 {score}（概率）。</translation>
    </message>
    <message>
        <source>deltas</source>
        <translation>偏移量</translation>
    </message>
    <message>
        <source>target</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>predicted</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>The deltas move it to a candidate of {size} at {x}, {y}.</source>
        <translation>预测的偏移量使它成为图像中 {x}, {y} 处 {size} 的候选。</translation>
    </message>
    <message>
        <source>Kept as proposal {rank} of {kept}.</source>
        <translation>它被保留：候选框 {rank}，共 {kept} 个。</translation>
    </message>
    <message>
        <source>Dropped: its objectness is not among the best {before}.</source>
        <translation>它的物体性不在进入 NMS 的最好的 {before} 个之中：丢弃。</translation>
    </message>
    <message>
        <source>Dropped: objectness below {score}.</source>
        <translation>它的物体性低于 {score}：丢弃。</translation>
    </message>
    <message>
        <source>Dropped: a side is below {side} px at the network input.</source>
        <translation>在网络输入中有一边小于 {side} px：丢弃。</translation>
    </message>
    <message>
        <source>Suppressed by {by}: IoU {iou} is above {limit}.</source>
        <translation>被{by}抑制，IoU {iou}：大于 {limit}。</translation>
    </message>
    <message>
        <source>proposal {rank}</source>
        <translation>候选框 {rank}</translation>
    </message>
    <message>
        <source>a candidate with objectness {score}</source>
        <translation>物体性为 {score} 的候选</translation>
    </message>
    <message>
        <source>Fast R-CNN head</source>
        <translation>Fast R-CNN 检测头</translation>
    </message>
    <message>
        <source>Adds {objectness} to objectness loss, {box} to RPN box loss.</source>
        <translation>它为物体性损失增加 {objectness}，为 RPN 的框损失增加 {box}。</translation>
    </message>
    <message>
        <source>Dropped after NMS: {after} better proposals were kept.</source>
        <translation>它通过了 NMS，但更好的已有 {after} 个：丢弃。</translation>
    </message>
    <message>
        <source>objectness {score}</source>
        <translation>物体性 {score}</translation>
    </message>
    <message>
        <source>background</source>
        <translation>背景</translation>
    </message>
    <message>
        <source>Not sampled to train the head.</source>
        <translation>它没有被抽来训练检测头。</translation>
    </message>
    <message>
        <source>class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>The better one comes from {by}, IoU {iou}.</source>
        <translation>更好的那个来自{by}，IoU {iou}。</translation>
    </message>
    <message>
        <source>Detection {number}: {name}, {score}.</source>
        <translation>检测结果 {number}：{name}，{score}。</translation>
    </message>
    <message>
        <source>Minibatch</source>
        <translation>小批量</translation>
    </message>
    <message>
        <source>Anchors sampled to train the RPN, positive and negative.</source>
        <translation>为训练 RPN 抽取的锚框：正样本和负样本。</translation>
    </message>
    <message>
        <source>Anchors to boxes</source>
        <translation>锚框到框</translation>
    </message>
    <message>
        <source>An arrow from each positive anchor to its box.</source>
        <translation>从每个正样本锚框指向它的框的箭头。</translation>
    </message>
    <message>
        <source>Matches of boxes</source>
        <translation>框的匹配</translation>
    </message>
    <message>
        <source>Positive anchors of each box, and how they became positive.</source>
        <translation>每个框如何得到正锚框,以及得到多少个。</translation>
    </message>
    <message>
        <source>The best candidates: anchors moved and scaled by the RPN.</source>
        <translation>最佳候选：由 RPN 移动和缩放的锚框。</translation>
    </message>
    <message>
        <source>Suppressed</source>
        <translation>被抑制</translation>
    </message>
    <message>
        <source>RoI sample</source>
        <translation>RoI 样本</translation>
    </message>
    <message>
        <source>Boxes the network starts from, the same at every cell.</source>
        <translation>网络由此出发的框：每个单元都有同样的形状。</translation>
    </message>
    <message>
        <source>All anchors of the selected cell, or of one in the middle.</source>
        <translation>一个单元的所有形状：所选锚框的单元，或中间的单元。</translation>
    </message>
    <message>
        <source>Training label of each anchor: positive, negative, ignored.</source>
        <translation>每个锚框教给 RPN 什么：物体、背景，或什么也不教。</translation>
    </message>
    <message>
        <source>Candidates removed by NMS, each linked to the better one.</source>
        <translation>NMS 去掉的候选，每个有一条线连到更好的那个。</translation>
    </message>
    <message>
        <source>Candidates that survive NMS: the proposals.</source>
        <translation>经 NMS 保留的候选：候选框。</translation>
    </message>
    <message>
        <source>Proposals that train the head: positive, injected, negative.</source>
        <translation>为训练头部抽取的候选框：正样本 + 注入的真实框 + 负样本。</translation>
    </message>
    <message>
        <source>Pooling bins</source>
        <translation>池化格</translation>
    </message>
    <message>
        <source>Cells into which the selected proposal is pooled.</source>
        <translation>所选候选框被池化成的格子，不论其大小。</translation>
    </message>
    <message>
        <source>Refinement</source>
        <translation>精修</translation>
    </message>
    <message>
        <source>How the head moves proposals to their final boxes.</source>
        <translation>头部如何把候选框移动到最终的框。</translation>
    </message>
    <message>
        <source>Final detections</source>
        <translation>最终检测</translation>
    </message>
    <message>
        <source>Boxes of the head after score threshold, NMS and limit.</source>
        <translation>头部的框经得分、NMS 和上限之后剩下的。</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Correct detections, false positives and missed boxes.</source>
        <translation>正确 / 错误的检测结果，以及漏掉的框。</translation>
    </message>
    <message>
        <source>{what}: {count}</source>
        <translation>{what}：{count}</translation>
    </message>
    <message>
        <source>{shown} of {total}</source>
        <translation>{shown} / {total}</translation>
    </message>
    <message>
        <source>best {shown} of {total}</source>
        <translation>最佳 {shown} / {total}</translation>
    </message>
    <message>
        <source>Input and anchors</source>
        <translation>输入与锚框</translation>
    </message>
    <message>
        <source>Anchor targets</source>
        <translation>锚框目标</translation>
    </message>
    <message>
        <source>Proposal layer</source>
        <translation>候选层</translation>
    </message>
    <message>
        <source>Short side</source>
        <translation>短边</translation>
    </message>
    <message>
        <source>Short side of the resized image, unless the long side would exceed its limit. The network runs again.</source>
        <translation>图像缩放到短边为此长度，除非长边因此超过上限。网络会重新运行。</translation>
    </message>
    <message>
        <source>Ti&amp;les</source>
        <translation>切片(&amp;L)</translation>
    </message>
    <message>
        <source>Also detect in tiles of large images</source>
        <translation>大图像也按切片检测</translation>
    </message>
    <message>
        <source>Cuts images larger than a tile into overlapping tiles at full resolution, to find small objects. The whole image is also used, for large objects. Takes longer. The Stages dock always shows the whole image.</source>
        <translation>将大于切片的图像以全分辨率切成互相重叠的切片，以便找到小目标。整幅图像也会检测，以找到大目标。这需要更长时间。“阶段”面板始终显示整幅图像。</translation>
    </message>
    <message>
        <source>Overlap</source>
        <translation>重叠</translation>
    </message>
    <message>
        <source>px</source>
        <translation>px</translation>
    </message>
    <message>
        <source>Automatic size</source>
        <translation>自动大小</translation>
    </message>
    <message>
        <source>Tile size</source>
        <translation>切片大小</translation>
    </message>
    <message>
        <source>Longest side of a tile. Automatic: the long side of the network input.</source>
        <translation>切片的最长边。自动：网络输入的长边。</translation>
    </message>
    <message>
        <source>Tile overlap</source>
        <translation>切片重叠</translation>
    </message>
    <message>
        <source>Part of a tile that neighboring tiles share. Objects smaller than this fit into one tile.</source>
        <translation>相邻切片共有的部分。小于此值的物体能完整落在一个切片中。</translation>
    </message>
    <message>
        <source>Scales</source>
        <translation>尺度</translation>
    </message>
    <message>
        <source>Side lengths of the anchors, in strides of their level; for MobileNetV3 presets, in pixels of the network input.</source>
        <translation>锚框的边长，以其层的步幅为单位；MobileNetV3 的预设以网络输入的像素为单位。</translation>
    </message>
    <message>
        <source>Ratios</source>
        <translation>比例</translation>
    </message>
    <message>
        <source>Height divided by width of the anchors.</source>
        <translation>锚框的高除以宽。</translation>
    </message>
    <message>
        <source>Positive from IoU</source>
        <translation>正样本 IoU 下限</translation>
    </message>
    <message>
        <source>Anchors with at least this IoU with a box are positive.</source>
        <translation>与某个框的重叠达到此值的锚框为正样本。</translation>
    </message>
    <message>
        <source>Negative below IoU</source>
        <translation>负样本 IoU 上限</translation>
    </message>
    <message>
        <source>Anchors with a lower IoU with every box are negative.</source>
        <translation>与所有框的重叠都小于此值的锚框为负样本。</translation>
    </message>
    <message>
        <source>Number of anchors that train the RPN in each step.</source>
        <translation>每一步用多少锚框训练 RPN。</translation>
    </message>
    <message>
        <source>Max. positive share</source>
        <translation>正样本至多</translation>
    </message>
    <message>
        <source>Ignore anchors outside</source>
        <translation>忽略图像外的锚框</translation>
    </message>
    <message>
        <source>NMS IoU</source>
        <translation>NMS IoU</translation>
    </message>
    <message>
        <source>Largest positive share of the minibatch; the rest negative.</source>
        <translation>小批量中正样本的最大比例；其余由负样本填满。</translation>
    </message>
    <message>
        <source>Leave anchors that cross the image border out of training.</source>
        <translation>跨越图像边界的锚框什么也不教。</translation>
    </message>
    <message>
        <source>Candidates above this IoU with a better one are suppressed.</source>
        <translation>与更好的候选重叠超过此值的候选被抑制。</translation>
    </message>
    <message>
        <source>Min. side</source>
        <translation>最短边</translation>
    </message>
    <message>
        <source>Candidates with a shorter side are dropped.</source>
        <translation>边长更短的候选被丢弃。</translation>
    </message>
    <message>
        <source>px of the input</source>
        <translation>px（输入）</translation>
    </message>
    <message>
        <source>Min. objectness</source>
        <translation>最低物体性</translation>
    </message>
    <message>
        <source>Candidates with a lower objectness do not enter NMS.</source>
        <translation>物体性更低的候选不进入 NMS。</translation>
    </message>
    <message>
        <source>Best before NMS</source>
        <translation>NMS 之前取最佳</translation>
    </message>
    <message>
        <source>Number of candidates that enter NMS, per level.</source>
        <translation>每个层级有多少进入 NMS。</translation>
    </message>
    <message>
        <source>Best after NMS</source>
        <translation>NMS 之后取最佳</translation>
    </message>
    <message>
        <source>Number of proposals kept.</source>
        <translation>保留多少作为候选框。</translation>
    </message>
    <message>
        <source>RoIs</source>
        <translation>RoI</translation>
    </message>
    <message>
        <source>Number of RoIs that train the head in each step.</source>
        <translation>每一步用多少 RoI 训练头部。</translation>
    </message>
    <message>
        <source>Largest positive share of the RoIs.</source>
        <translation>RoI 中正样本的最大比例。</translation>
    </message>
    <message>
        <source>Proposals from this IoU with a box on are positive RoIs.</source>
        <translation>与某个框的重叠达到此值的候选框为正样本 RoI。</translation>
    </message>
    <message>
        <source>Proposals below this IoU with all boxes can be negative RoIs.</source>
        <translation>与所有框的重叠都小于此值的候选框可为负样本 RoI。</translation>
    </message>
    <message>
        <source>Negative from IoU</source>
        <translation>负样本 IoU 下限</translation>
    </message>
    <message>
        <source>Proposals with a lower IoU with every box are not sampled.</source>
        <translation>与所有框的重叠都小于此值的候选框根本不采样。</translation>
    </message>
    <message>
        <source>Image with detections</source>
        <translation>带检测结果的图像</translation>
    </message>
    <message>
        <source>The images that were dropped together.</source>
        <translation>一起拖放到这里的图像。</translation>
    </message>
    <message>
        <source>Detections below this score are hidden.</source>
        <translation>低于它的检测结果不显示。</translation>
    </message>
    <message>
        <source>C&amp;hoose network…</source>
        <translation>选择网络(&amp;H)…</translation>
    </message>
    <message>
        <source>With another network, detection runs again.</source>
        <translation>换用其他网络时重新检测图像。</translation>
    </message>
    <message>
        <source>&amp;Open its folder</source>
        <translation>打开其文件夹(&amp;O)</translation>
    </message>
    <message>
        <source>Opens the folder of the image for labeling.</source>
        <translation>打开图像所在的文件夹以进行标注。</translation>
    </message>
    <message>
        <source>Closes this window. Nothing is saved.</source>
        <translation>关闭此窗口；不保留任何内容。</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>{name}: detections</source>
        <translation>{name}：检测结果</translation>
    </message>
    <message>
        <source>W px</source>
        <translation>宽 px</translation>
    </message>
    <message>
        <source>H px</source>
        <translation>高 px</translation>
    </message>
    <message>
        <source>No detections yet. Detect runs the network on this image.</source>
        <translation>这里还没有检测结果。“检测”用当前网络查看此图像。</translation>
    </message>
    <message>
        <source>There are no detections in this image.</source>
        <translation>该图像中没有检测结果。</translation>
    </message>
    <message>
        <source>Minimum score</source>
        <translation>最低得分</translation>
    </message>
    <message>
        <source>Detections below this score are hidden and not accepted. Nothing is recomputed.</source>
        <translation>低于它的检测结果不显示，也不会被接受。不会重新计算。</translation>
    </message>
    <message>
        <source>Class of the detections shown</source>
        <translation>所显示的检测结果的类别</translation>
    </message>
    <message>
        <source>Converts the detections selected in the table, or all that are shown, to boxes. Can be undone.</source>
        <translation>把表中选中的检测结果（否则是所有显示的）变成图像的框。可以撤销。</translation>
    </message>
    <message>
        <source>Removes them from the image. Boxes are not affected.</source>
        <translation>把它们从图像中移除；框保持不变。</translation>
    </message>
    <message>
        <source>Enter accepts the selected detections, or all if none is selected. Del rejects the selected.</source>
        <translation>回车接受选中的检测结果，没有选中时接受全部。Del 拒绝选中的。</translation>
    </message>
    <message>
        <source>Ch&amp;oose…</source>
        <translation>选择(&amp;O)…</translation>
    </message>
    <message>
        <source>A&amp;ccept all</source>
        <translation>全部接受(&amp;C)</translation>
    </message>
    <message>
        <source>Re&amp;ject all</source>
        <translation>全部拒绝(&amp;J)</translation>
    </message>
    <message>
        <source>De&amp;tect</source>
        <translation>检测(&amp;T)</translation>
    </message>
    <message>
        <source>Detect in all ima&amp;ges</source>
        <translation>检测所有图像(&amp;G)</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Detect in selected images, accept in all images, export</source>
        <translation>在选中的图像中检测、在所有图像中接受、导出</translation>
    </message>
    <message>
        <source>Detections of this image</source>
        <translation>此图像的检测结果</translation>
    </message>
    <message>
        <source>Network: {name}</source>
        <translation>网络：{name}</translation>
    </message>
    <message>
        <source>No trained network. Train or choose one.</source>
        <translation>还没有训练好的网络：请训练一个或选择一个。</translation>
    </message>
    <message>
        <source>{score} or more</source>
        <translation>{score} 或更高</translation>
    </message>
    <message>
        <source>A&amp;ccept selected</source>
        <translation>接受选中的(&amp;C)</translation>
    </message>
    <message>
        <source>Re&amp;ject selected</source>
        <translation>拒绝选中的(&amp;J)</translation>
    </message>
    <message>
        <source>Show a&amp;ll classes</source>
        <translation>显示所有类别(&amp;L)</translation>
    </message>
    <message>
        <source>Show &amp;only {label}</source>
        <translation>只显示 {label}(&amp;O)</translation>
    </message>
    <message>
        <source>No detections of this class with this score.</source>
        <translation>没有这个类别的结果,或没有达到此分数的。</translation>
    </message>
    <message>
        <source>Best score: {score}. Lower the minimum score to show it.</source>
        <translation>最佳检测结果的得分为 {score}。降低得分即可看到。</translation>
    </message>
    <message>
        <source>Boxes whose class scores less are not detections.</source>
        <translation>类别得分高于此值，其框才是检测结果。</translation>
    </message>
    <message>
        <source>Boxes with a higher IoU with a better one of their class are suppressed.</source>
        <translation>与同类更好的框重叠超过此值的框被抑制。</translation>
    </message>
    <message>
        <source>Max. detections</source>
        <translation>检测结果上限</translation>
    </message>
    <message>
        <source>Maximum number of detections per image.</source>
        <translation>一张图像最多有多少。</translation>
    </message>
    <message>
        <source>These settings need another network: {fault}</source>
        <translation>这些设置需要另一个网络：{fault}</translation>
    </message>
    <message>
        <source>Running the stages</source>
        <translation>正在运行各阶段</translation>
    </message>
    <message>
        <source>Selected item</source>
        <translation>所选项</translation>
    </message>
    <message>
        <source>The selected item and what it leads to.</source>
        <translation>正在查看的对象，以及它通向何处。</translation>
    </message>
    <message>
        <source>Minimum {name}</source>
        <translation>{name} 最小值</translation>
    </message>
    <message>
        <source>Maximum {name}</source>
        <translation>{name} 最大值</translation>
    </message>
    <message>
        <source>Only anchors and proposals between these two values are shown.</source>
        <translation>只显示两个数之间的锚框和候选框。</translation>
    </message>
    <message>
        <source>to</source>
        <comment>between two numbers</comment>
        <translation>到</translation>
    </message>
    <message>
        <source>Show {layer}</source>
        <translation>显示 {layer}</translation>
    </message>
    <message>
        <source>Color of {layer}</source>
        <translation>{layer} 的颜色</translation>
    </message>
    <message>
        <source>Part of this layer that is shown</source>
        <translation>此图层显示了多少</translation>
    </message>
    <message>
        <source>Number of each kind in this layer</source>
        <translation>此图层中每一类的数量</translation>
    </message>
    <message>
        <source>Opacity of {layer}</source>
        <translation>{layer} 的不透明度</translation>
    </message>
    <message>
        <source>Show only {layer}</source>
        <translation>只显示 {layer}</translation>
    </message>
    <message>
        <source>Show only this layer. Click again to restore the others.</source>
        <translation>只显示此图层；再次单击恢复之前显示的图层。</translation>
    </message>
    <message>
        <source>Hide {layer}. {explanation}</source>
        <translation>隐藏 {layer}。{explanation}</translation>
    </message>
    <message>
        <source>Show {layer}. {explanation}</source>
        <translation>显示 {layer}。{explanation}</translation>
    </message>
    <message>
        <source>Change the color</source>
        <translation>选择另一种颜色</translation>
    </message>
    <message>
        <source>Each kind in this layer has its own color</source>
        <translation>此图层每个种类各有颜色</translation>
    </message>
    <message>
        <source>Opacity: {percent} %</source>
        <translation>不透明度：{percent} %</translation>
    </message>
    <message>
        <source>Stage layers</source>
        <translation>阶段的图层</translation>
    </message>
    <message>
        <source>Width x height of the anchors, in pixels of the network input</source>
        <translation>锚框的宽 x 高，以网络输入的像素为单位</translation>
    </message>
    <message>
        <source>Shape whose objectness is shown</source>
        <translation>显示哪种形状的物体性</translation>
    </message>
    <message>
        <source>Scores of one anchor shape, or the best score of all shapes at each place.</source>
        <translation>一种锚框形状在图像上的得分，或每个位置所有形状中的最高分。</translation>
    </message>
    <message>
        <source>Level of the feature map</source>
        <translation>特征图的层级</translation>
    </message>
    <message>
        <source>A pyramid has several maps, finest first. The network of the tutorial has one.</source>
        <translation>金字塔有多个特征图，最精细的在前；教程的网络只有一个。</translation>
    </message>
    <message>
        <source>Channel of the feature map</source>
        <translation>特征图的通道</translation>
    </message>
    <message>
        <source>One channel of the map, starting at 0.</source>
        <translation>特征图的一个通道，从 0 数起。</translation>
    </message>
    <message>
        <source>channel </source>
        <translation>通道 </translation>
    </message>
    <message>
        <source>best of all shapes</source>
        <translation>所有形状中的最佳</translation>
    </message>
    <message>
        <source>Feature maps appear when the stages have run.</source>
        <translation>特征图随各阶段一起出现。</translation>
    </message>
    <message>
        <source>{dead} of {all} channels are dead, {saturated} saturated.</source>
        <translation>{all} 个通道中有 {dead} 个死通道，{saturated} 个饱和。</translation>
    </message>
    <message>
        <source>This channel is dead: its value is the same everywhere.</source>
        <translation>此通道已死：处处相同。</translation>
    </message>
    <message>
        <source>This channel is saturated: nearly everywhere at its maximum.</source>
        <translation>此通道饱和：几乎处处为最大值。</translation>
    </message>
    <message>
        <source>From {low} to {high}.</source>
        <translation>从 {low} 到 {high}。</translation>
    </message>
    <message>
        <source>Reset {setting}</source>
        <translation>重置 {setting}</translation>
    </message>
    <message>
        <source>Reset to {value}, the value of the network</source>
        <translation>恢复为网络自己的值 {value}</translation>
    </message>
    <message>
        <source>Enter numbers above 0, separated by spaces.</source>
        <translation>请写大于 0 的数字，用空格隔开。</translation>
    </message>
    <message>
        <source>Stage settings</source>
        <translation>阶段的设置</translation>
    </message>
    <message>
        <source>For the stages shown: network and training do not change.</source>
        <translation>只在此图像上试用；网络及其训练保持不变。</translation>
    </message>
    <message>
        <source>Reset all settings</source>
        <translation>重置所有设置</translation>
    </message>
    <message>
        <source>Reset all settings to those of the network</source>
        <translation>把每项设置恢复为网络自己的值</translation>
    </message>
    <message>
        <source>Limits of the proposal layer</source>
        <translation>候选层的上限</translation>
    </message>
    <message>
        <source>Number of candidates and proposals, as in training or in detection</source>
        <translation>多少候选和候选框：与训练时相同，或与检测时相同</translation>
    </message>
    <message>
        <source>as in training</source>
        <translation>与训练时相同</translation>
    </message>
    <message>
        <source>as in detection</source>
        <translation>与检测时相同</translation>
    </message>
    <message>
        <source>Sample other minibatches, with the next seed</source>
        <translation>用下一个种子抽取其他小批量</translation>
    </message>
    <message>
        <source>Network whose stages are shown</source>
        <translation>显示其各阶段的网络</translation>
    </message>
    <message>
        <source>Network whose stages are shown: the one in use, or an untrained preset.</source>
        <translation>各阶段显示的内容由此网络计算：使用中的网络或未训练的预设。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln box(es) without area in the image left out.</source>
        <translation>
            <numerusform>%Ln 个框在图像内没有面积,与训练时一样被略去。</numerusform>
        </translation>
    </message>
    <message>
        <source>Another network</source>
        <translation>另一个网络</translation>
    </message>
    <message>
        <source>Network on this side</source>
        <translation>这一侧的网络</translation>
    </message>
    <message>
        <source>Show differences onl&amp;y</source>
        <translation>仅显示差异(&amp;Y)</translation>
    </message>
    <message>
        <source>On both sides, show only what differs from the other network</source>
        <translation>在两侧都只显示与另一个网络不同的内容</translation>
    </message>
    <message>
        <source>Close this side</source>
        <translation>关闭这一侧</translation>
    </message>
    <message>
        <source>Which network is better?</source>
        <translation>哪个网络更好？</translation>
    </message>
    <message>
        <source>{preset}, untrained</source>
        <translation>{preset}，未训练</translation>
    </message>
    <message>
        <source>Open a network…</source>
        <translation>打开网络…</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Choose a network</source>
        <translation>选择网络</translation>
    </message>
    <message>
        <source>Device for the network</source>
        <translation>网络在哪里计算</translation>
    </message>
    <message>
        <source>Detecting…</source>
        <translation>正在检测…</translation>
    </message>
    <message>
        <source>For detection, stages and training. Automatic uses a CUDA GPU if there is one. Devices that cannot be used are disabled and show the reason.</source>
        <translation>用于检测、阶段和训练。“自动”在有 CUDA GPU 时使用它。不能使用的设备变灰并说明原因。</translation>
    </message>
    <message>
        <source>&amp;Open a file…</source>
        <translation>打开文件(&amp;O)…</translation>
    </message>
    <message>
        <source>A checkpoint of this program (.safetensors) or of torchvision (.pth).</source>
        <translation>本程序的检查点（.safetensors）或 torchvision 的检查点（.pth）。</translation>
    </message>
    <message>
        <source>Loads the selected network and uses it for detection.</source>
        <translation>读取上面选中的网络，此后用它检测。</translation>
    </message>
    <message>
        <source>Networks</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Select a network to see its details.</source>
        <translation>选择一个；下面是它的说明。</translation>
    </message>
    <message>
        <source>De&amp;vice</source>
        <translation>计算设备(&amp;V)</translation>
    </message>
    <message>
        <source>Trained on this folder</source>
        <translation>在此文件夹上训练的</translation>
    </message>
    <message>
        <source>{folder} cannot be read</source>
        <translation>无法读取 {folder}</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>还没有</translation>
    </message>
    <message>
        <source>searching…</source>
        <translation>正在查找…</translation>
    </message>
    <message>
        <source>Ready to use</source>
        <translation>可直接使用</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>none yet; Open a file reads .safetensors and .pth</source>
        <translation>还没有；“打开文件”接受 .safetensors 和 torchvision 的 .pth</translation>
    </message>
    <message>
        <source>Untrained, for exploring the stages</source>
        <translation>未训练，用于查看各阶段</translation>
    </message>
    <message>
        <source>Trained on the demo images. Included in the program.</source>
        <translation>认识演示图片中的物体；随程序附带。</translation>
    </message>
    <message>
        <source>Demo network</source>
        <translation>演示网络</translation>
    </message>
    <message>
        <source>By torchvision, from 118,000 photos of 80 everyday classes.</source>
        <translation>来自 torchvision，用 80 个日常类别的 118,000 张照片训练。</translation>
    </message>
    <message>
        <source>COCO, 80 classes ({preset})</source>
        <translation>COCO，80 个类别（{preset}）</translation>
    </message>
    <message>
        <source>Needs a download of {size} MB, once.</source>
        <translation>使用时需下载一次 {size} MB。</translation>
    </message>
    <message>
        <source>Automatic: {device}</source>
        <translation>自动：{device}</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Label some images</source>
        <translation>标注一些图像</translation>
    </message>
    <message>
        <source>Train a network on them</source>
        <translation>用它们训练网络</translation>
    </message>
    <message>
        <source>Detect objects in unlabeled images</source>
        <translation>在没有标注的图像中检测</translation>
    </message>
    <message>
        <source>Correct the detections</source>
        <translation>修正检测结果</translation>
    </message>
    <message>
        <source>Train again from the last network</source>
        <translation>从上次的网络继续训练</translation>
    </message>
    <message>
        <source>Next step of active learning</source>
        <translation>循环的下一步</translation>
    </message>
    <message>
        <source>Images to label next</source>
        <translation>接下来要标注的图像</translation>
    </message>
    <message>
        <source>The most informative unlabeled images: those with high uncertainty that differ from each other. Click one to show it.</source>
        <translation>标注后最有帮助的未标注图像：网络没有把握且彼此不相似的图像。单击显示图像。</translation>
    </message>
    <message>
        <source>AP by labeled images</source>
        <translation>AP 随标注图像数的变化</translation>
    </message>
    <message>
        <source>AP after each training, by number of labeled images.</source>
        <translation>每次训练之后，这里画出 AP 随标注图像数的变化。</translation>
    </message>
    <message>
        <source>AP50</source>
        <translation>AP50</translation>
    </message>
    <message>
        <source>AP50 with 95 % confidence interval</source>
        <translation>AP50 及其 95% 区间</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>No runs in this folder yet. Choose Train to start one.</source>
        <translation>此文件夹还没有训练过。“训练”会开始一次;其网络和曲线保存在这里。</translation>
    </message>
    <message>
        <source>&amp;Use</source>
        <translation>使用(&amp;U)</translation>
    </message>
    <message>
        <source>Use the network of this run for detection and stages</source>
        <translation>用这次训练得到的网络来检测并显示各阶段</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>继续(&amp;R)</translation>
    </message>
    <message>
        <source>Resume this run</source>
        <translation>继续这次训练</translation>
    </message>
    <message>
        <source>Open the folder with the checkpoints and logs of this run</source>
        <translation>显示这次训练的检查点和日志</translation>
    </message>
    <message>
        <source>O&amp;pen folder</source>
        <translation>打开文件夹(&amp;P)</translation>
    </message>
    <message>
        <source>Move this run and its networks to the trash</source>
        <translation>把这次训练及其网络移到回收站</translation>
    </message>
    <message>
        <source>Move to tra&amp;sh</source>
        <translation>移到回收站(&amp;S)</translation>
    </message>
    <message>
        <source>Curve</source>
        <translation>选择曲线</translation>
    </message>
    <message>
        <source>Curve to show for the selected runs.</source>
        <translation>为每次选中的训练绘制的内容。</translation>
    </message>
    <message>
        <source>AP50 by epoch</source>
        <translation>各轮的 AP50</translation>
    </message>
    <message>
        <source>Loss by step</source>
        <translation>各步的损失</translation>
    </message>
    <message>
        <source>Curves of runs</source>
        <translation>各次训练的曲线</translation>
    </message>
    <message>
        <source>Select runs to compare their curves.</source>
        <translation>选择几次训练以比较它们的曲线。</translation>
    </message>
    <message>
        <source>Runs in this folder</source>
        <translation>此文件夹的训练记录</translation>
    </message>
    <message>
        <source>All trainings on this folder, newest first, with the 95 % confidence interval of AP50. Select runs to compare their curves, or two runs to see whether one is better than chance explains. Notes can be written in their column.</source>
        <translation>此文件夹的每次训练，最新的在前，AP50 附 95% 置信区间。选中多次训练可比较它们的曲线；选中两次可看出其中一次是否确实更好而非偶然。可在备注列中写备注。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln more run(s) cannot be read.</source>
        <translation>
            <numerusform>还有 %Ln 次训练无法读取。</numerusform>
        </translation>
    </message>
    <message>
        <source>{images} + {measured}</source>
        <translation>{images} + {measured}</translation>
    </message>
    <message>
        <source>{steps} of {total}</source>
        <translation>{steps} / {total}</translation>
    </message>
    <message>
        <source>in progress</source>
        <translation>正在训练</translation>
    </message>
    <message>
        <source>Double-click to write a note</source>
        <translation>双击可写备注</translation>
    </message>
    <message>
        <source>These runs have no AP.</source>
        <translation>这些训练没有评估过。</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>轮</translation>
    </message>
    <message>
        <source>{steps} of {total} ({minutes} min)</source>
        <translation>{steps} / {total}（{minutes} 分钟）</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>被中断</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>completed</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Training images: {images}; validation images: {measured}</source>
        <translation>用于学习的图像:{images};用于评估:{measured}</translation>
    </message>
    <message>
        <source>Classes: {names}</source>
        <translation>类别:{names}</translation>
    </message>
    <message>
        <source>On {device}, {precision}</source>
        <translation>设备 {device},精度 {precision}</translation>
    </message>
    <message>
        <source>Data version: {version}</source>
        <translation>数据版本:{version}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln more</source>
        <translation>
            <numerusform>还有 %Ln 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Resamp&amp;le</source>
        <translation>重新抽取(&amp;L)</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>Numbers of all stages</source>
        <translation>各阶段的数字</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Filters</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>Cell under the cursor</source>
        <translation>光标下的单元格</translation>
    </message>
    <message numerus="yes">
        <source>Compared with the first network, on the same %Ln image(s):</source>
        <translation>
            <numerusform>此网络与第一个视图中的网络相比，在相同的 %Ln 张图像上：</numerusform>
        </translation>
    </message>
    <message>
        <source>Detections only here: {here}, only there: {there}.</source>
        <translation>没有对应的检测结果：这里 {here} 个，那里 {there} 个。</translation>
    </message>
    <message>
        <source>Objects with a correct mask only here: {here}, only there: {there}.</source>
        <translation>仅此处掩码正确的物体：{here}，仅彼处：{there}。</translation>
    </message>
    <message>
        <source>Anchors with a different label: {count}.</source>
        <translation>判定不同的锚框：{count} 个。</translation>
    </message>
    <message>
        <source>Box {name}</source>
        <translation>框 {name}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln anchor(s) at {x}, {y}.</source>
        <translation>
            <numerusform>{x}, {y} 处有 %Ln 个锚框。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln candidate(s) at {x}, {y}.</source>
        <translation>
            <numerusform>{x}, {y} 处有 %Ln 个候选框。</numerusform>
        </translation>
    </message>
    <message>
        <source>The {count} most informative are listed.</source>
        <translation>列出最能说明问题的 {count} 个。</translation>
    </message>
    <message>
        <source>Choose Explain ({key}) and click the image, or select a box.</source>
        <translation>选择“解释”（{key}）并单击图像任意处，或选择一个框。</translation>
    </message>
    <message>
        <source>Open an image to see what the network does with it.</source>
        <translation>打开一张图像，查看网络如何处理它。</translation>
    </message>
    <message>
        <source>Edit menu</source>
        <translation>编辑菜单</translation>
    </message>
    <message>
        <source>IoU {iou}</source>
        <translation>IoU {iou}</translation>
    </message>
    <message>
        <source>Left out, as the network does not have the class: {names}.</source>
        <translation>此网络不认识这些类别，其框被忽略：{names}。</translation>
    </message>
    <message>
        <source>{size} px</source>
        <translation>{size} px</translation>
    </message>
    <message>
        <source>Labeled box</source>
        <translation>标注框</translation>
    </message>
    <message>
        <source>Anchor</source>
        <translation>锚框</translation>
    </message>
    <message>
        <source>Positive by IoU</source>
        <translation>因 IoU 为正样本</translation>
    </message>
    <message>
        <source>Positive as best for a box</source>
        <translation>因对某框最佳为正样本</translation>
    </message>
    <message>
        <source>Negative</source>
        <translation>负样本</translation>
    </message>
    <message>
        <source>Ignored, between thresholds</source>
        <translation>忽略，在阈值之间</translation>
    </message>
    <message>
        <source>Ignored, outside</source>
        <translation>忽略，在图像外</translation>
    </message>
    <message>
        <source>Candidate</source>
        <translation>候选框</translation>
    </message>
    <message>
        <source>Kept after NMS</source>
        <translation>NMS 后保留</translation>
    </message>
    <message>
        <source>Detection</source>
        <translation>检测结果</translation>
    </message>
    <message>
        <source>False positive</source>
        <translation>误检</translation>
    </message>
    <message>
        <source>IoU with a box is at least the positive threshold.</source>
        <translation>与某个框的 IoU 不低于正样本阈值。</translation>
    </message>
    <message>
        <source>No anchor inside the image has a higher IoU with this box.</source>
        <translation>图像内没有其他锚框与某个框重叠更多。</translation>
    </message>
    <message>
        <source>IoU with every box is below the negative threshold.</source>
        <translation>与每个框的 IoU 都低于负样本阈值。</translation>
    </message>
    <message>
        <source>IoU is between the two thresholds; not used in training.</source>
        <translation>IoU 在两个阈值之间：此锚框什么也不教。</translation>
    </message>
    <message>
        <source>Crosses the image border; not used in training.</source>
        <translation>锚框跨越图像边界：什么也不教。</translation>
    </message>
    <message>
        <source>Box too small: the minimum is {side} x {side} pixels.</source>
        <translation>框太小：至少要有 {side} x {side} 像素。</translation>
    </message>
    <message>
        <source>Draw {label}</source>
        <translation>画 {label}</translation>
    </message>
    <message>
        <source>No box under the cursor.</source>
        <translation>光标下没有框。</translation>
    </message>
    <message>
        <source>No class has number key {number}.</source>
        <translation>没有类别使用按键 {number}。</translation>
    </message>
    <message>
        <source>Resize {boxes}</source>
        <translation>缩放 {boxes}</translation>
    </message>
    <message>
        <source>Navigator</source>
        <translation>导航图</translation>
    </message>
    <message>
        <source>The visible part of the image. Click or drag to move it.</source>
        <translation>图像的可见部分。单击或拖动可移动。</translation>
    </message>
    <message>
        <source>Open a folder of images
or drop one here.</source>
        <translation>打开一个图像文件夹
或把它拖放到这里。</translation>
    </message>
    <message>
        <source>Choose an image from the list.</source>
        <translation>请从列表中选择图像。</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Loading {image}… {percent}</source>
        <translation>正在加载 {image}… {percent}</translation>
    </message>
    <message>
        <source>Loading {image}…</source>
        <translation>正在加载 {image}…</translation>
    </message>
    <message numerus="yes">
        <source>%Ln box(es).</source>
        <translation>
            <numerusform>%Ln 个框。</numerusform>
        </translation>
    </message>
    <message>
        <source>Tab: next box. Arrow keys: move it. Ctrl+Tab: leave.</source>
        <translation>Tab：下一个框。方向键：移动它。Ctrl+Tab：离开。</translation>
    </message>
    <message>
        <source>Decoding at full resolution… {percent}</source>
        <translation>正在以全分辨率解码… {percent}</translation>
    </message>
    <message>
        <source>No selected edge is within 2 % or 10 pixels of the border.</source>
        <translation>选中框的边都不靠近边界：距边界 2 % 的图像大小或 10 像素以内。</translation>
    </message>
    <message>
        <source>Locked: {boxes}.</source>
        <translation>已锁定：{boxes}。</translation>
    </message>
    <message>
        <source>Unlocked: {boxes}.</source>
        <translation>已解锁：{boxes}。</translation>
    </message>
    <message>
        <source>Box {label} hidden, not deleted. Show all boxes shows it.</source>
        <translation>框 {label} 已隐藏，没有删除。选择“显示所有框”可重新显示。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln boxes hidden, not deleted. Show all boxes shows them.</source>
        <translation>
            <numerusform>%Ln 个框已隐藏，没有删除。选择“显示所有框”可重新显示。</numerusform>
        </translation>
    </message>
    <message>
        <source>Stretch {boxes} to the border</source>
        <translation>把 {boxes} 延伸到边界</translation>
    </message>
    <message>
        <source>Clip {boxes} to the image</source>
        <translation>把 {boxes} 裁入图像</translation>
    </message>
    <message>
        <source>No box extends beyond the image.</source>
        <translation>没有框超出图像。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln box(es) entirely outside the image: move or delete them.</source>
        <translation>
            <numerusform>完全在图像外：%Ln 个框。请移动或删除它们。</numerusform>
        </translation>
    </message>
    <message>
        <source>This is the first image in the list.</source>
        <translation>这是列表中的第一张图像。</translation>
    </message>
    <message>
        <source>Reading the boxes of {source}</source>
        <translation>正在读取 {source} 的框</translation>
    </message>
    <message>
        <source>Nothing was copied to {name}: another image was opened.</source>
        <translation>没有向 {name} 复制任何内容，因为打开了另一张图像。</translation>
    </message>
    <message>
        <source>{source} has no boxes.</source>
        <translation>{source} 没有框。</translation>
    </message>
    <message>
        <source>This image already has all boxes of {source}.</source>
        <translation>此图像已有 {source} 的所有框。</translation>
    </message>
    <message>
        <source>Copy {boxes} from {source}</source>
        <translation>从 {source} 复制 {boxes}</translation>
    </message>
    <message numerus="yes">
        <source>Copied %Ln box(es) from {source}.</source>
        <translation>
            <numerusform>已从 {source} 复制 %Ln 个框。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln skipped: already here, or outside this image.</source>
        <translation>
            <numerusform>略过 %Ln 个：这里已有，或在此图像之外。</numerusform>
        </translation>
    </message>
    <message>
        <source>{image} is marked as verified.</source>
        <translation>{image} 已标记为已核对。</translation>
    </message>
    <message>
        <source>{image} is no longer marked as verified.</source>
        <translation>{image} 不再标记为已核对。</translation>
    </message>
    <message numerus="yes">
        <source>Copied %Ln box(es).</source>
        <translation>
            <numerusform>已复制 %Ln 个框。</numerusform>
        </translation>
    </message>
    <message>
        <source>The copied boxes are outside this image.</source>
        <translation>复制的框在此图像之外。</translation>
    </message>
    <message numerus="yes">
        <source>Paste %Ln box(es)</source>
        <translation>
            <numerusform>粘贴 %Ln 个框</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>This format keeps no outlines: %Ln pasted as boxes.</source>
        <translation>
            <numerusform>此格式不保存轮廓：%Ln 个粘贴为框。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>This format keeps no parts or holes: %Ln pasted as boxes.</source>
        <translation>
            <numerusform>此格式不保存多个部分和孔：%Ln 个粘贴为框。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln box(es) not labeled: another program changed them.</source>
        <translation>
            <numerusform>有 %Ln 个框已被其他程序删除或更改，未设置类别。</numerusform>
        </translation>
    </message>
    <message>
        <source>The box was discarded, because no class was chosen.</source>
        <translation>该框已丢弃，因为没有选择类别。</translation>
    </message>
    <message>
        <source>&amp;Undo {step}</source>
        <translation>撤销(&amp;U) {step}</translation>
    </message>
    <message>
        <source>&amp;Redo {step}</source>
        <translation>重做(&amp;R) {step}</translation>
    </message>
    <message>
        <source>Label format</source>
        <translation>标注格式</translation>
    </message>
    <message>
        <source>Format of the labels</source>
        <translation>标注的格式</translation>
    </message>
    <message>
        <source>Folders without labels will use {format}.</source>
        <translation>没有标注的文件夹将以 {format} 格式标注。</translation>
    </message>
    <message>
        <source>New folders will use {format}.</source>
        <translation>新文件夹将以 {format} 格式标注。</translation>
    </message>
    <message>
        <source>This folder keeps {format}.</source>
        <translation>此文件夹保持 {format}。</translation>
    </message>
    <message>
        <source>This folder will use {format}.</source>
        <translation>此文件夹将以 {format} 格式标注。</translation>
    </message>
    <message>
        <source>Labels: {format}. Nothing saved yet; click to change it.</source>
        <translation>标注：{format}。还没有保存任何内容，单击可选择格式。</translation>
    </message>
    <message>
        <source>Labels: {format}. Click to change the format of new folders.</source>
        <translation>标注：{format}。单击可选择无标注文件夹的格式。</translation>
    </message>
    <message>
        <source>Label format: {format}</source>
        <translation>标注格式：{format}</translation>
    </message>
    <message>
        <source>Cannot write to {safety_folder}: a crash could lose boxes.</source>
        <translation>无法写入 {safety_folder}：程序崩溃可能丢失框。</translation>
    </message>
    <message>
        <source>Another window ({where}) has this folder open, too.</source>
        <translation>另一个窗口（{where}）也打开了此文件夹。</translation>
    </message>
    <message>
        <source>Searching for unsaved boxes</source>
        <translation>正在查找未保存的框</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Unsaved boxes of {image} are kept: {reason}</source>
        <translation>{image} 未保存的框已保留：{reason}</translation>
    </message>
    <message numerus="yes">
        <source>Unsaved boxes of {image} and %Ln more are kept: {reason}</source>
        <translation>
            <numerusform>{image} 和另外 %Ln 张图像未保存的框已保留：{reason}</numerusform>
        </translation>
    </message>
    <message>
        <source>Restored the boxes of {images}. Undo works image by image.</source>
        <translation>已恢复 {images}的框；可在每张图像中撤销。</translation>
    </message>
    <message>
        <source>{image} is read-only. Its boxes are kept, not restored.</source>
        <translation>{image} 不可编辑，无法恢复它的框。它们已保留。</translation>
    </message>
    <message>
        <source>Restore unsaved boxes</source>
        <translation>恢复未保存的框</translation>
    </message>
    <message>
        <source>Cannot copy {path}: {strerror}. Nothing was changed.</source>
        <translation>无法复制 {path}：{strerror}。没有更改任何内容。</translation>
    </message>
    <message>
        <source>{name} is shown smaller: not all pixels could be read.</source>
        <translation>无法读取 {name} 的全部像素；它以较小的尺寸显示。</translation>
    </message>
    <message>
        <source>{name} is now shown in full, with {megapixels} megapixels.</source>
        <translation>现在显示 {name} 的全部 {megapixels} 百万像素。</translation>
    </message>
    <message>
        <source>Training in progress. Stop it, or wait until it ends.</source>
        <translation>已有网络正在训练。请停止它，或等它结束。</translation>
    </message>
    <message>
        <source>Canceled before the first step.</source>
        <translation>第一步之前已取消。</translation>
    </message>
    <message>
        <source>Training finished. Detect uses its network.</source>
        <translation>训练完成。“检测”使用其网络。</translation>
    </message>
    <message>
        <source>{image}: labels changed by another program and read again.</source>
        <translation>{image}：另一个程序更改了它的标注，已重新读取。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) added</source>
        <translation>
            <numerusform>新增 %Ln 张图像</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) removed</source>
        <translation>
            <numerusform>少了 %Ln 张图像</numerusform>
        </translation>
    </message>
    <message>
        <source>other labels</source>
        <translation>其他标注</translation>
    </message>
    <message>
        <source>The folder has changed: {what}.</source>
        <translation>文件夹有变化：{what}。</translation>
    </message>
    <message>
        <source>Delete {boxes}</source>
        <translation>删除 {boxes}</translation>
    </message>
    <message>
        <source>Label {label}</source>
        <translation>标为 {label}</translation>
    </message>
    <message>
        <source>Duplicate {boxes}</source>
        <translation>原地复制 {boxes}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln boxes are locked. Unlock them to change them.</source>
        <translation>
            <numerusform>%Ln 个锁定的框保持不变。请先解锁。</numerusform>
        </translation>
    </message>
    <message>
        <source>The box {label} is locked. Unlock it to change it.</source>
        <translation>锁定的框保持不变：{label}。请先解锁。</translation>
    </message>
    <message>
        <source>Only {name} was opened: one folder at a time.</source>
        <translation>只打开 {name}，一次一个文件夹。</translation>
    </message>
    <message>
        <source>Opened only the folder of {name}: one image is elsewhere.</source>
        <translation>只打开 {name} 所在的文件夹：其中一张图像在别处。</translation>
    </message>
    <message numerus="yes">
        <source>Opened only the folder of {name}: %Ln images are elsewhere.</source>
        <translation>
            <numerusform>只打开 {name} 所在的文件夹：其中 %Ln 张图像在别处。</numerusform>
        </translation>
    </message>
    <message>
        <source>d MMMM yyyy, hh:mm</source>
        <comment>date and time</comment>
        <translation>yyyy年M月d日 hh:mm</translation>
    </message>
    <message>
        <source>Restore unsaved boxes of {images}, from {when}?</source>
        <translation>恢复 {images} 中未保存的框（{when}）？</translation>
    </message>
    <message>
        <source>The label file has changed since. A copy of it is kept.</source>
        <translation>标注文件此后有改动；现有内容会保留为副本。</translation>
    </message>
    <message numerus="yes">
        <source>Label files changed since: %Ln. Copies of them are kept.</source>
        <translation>
            <numerusform>此后有改动的标注文件：%Ln 个。现有内容会保留为副本。</numerusform>
        </translation>
    </message>
    <message>
        <source>{image} is no longer in this folder.</source>
        <translation>{image} 已不在此文件夹中。</translation>
    </message>
    <message>
        <source>This box has since been changed or deleted.</source>
        <translation>此框在那之后被更改或删除。</translation>
    </message>
    <message>
        <source>Read-only folder: {folder}. Make it writable, then reload.</source>
        <translation>只读文件夹：无法把框保存到 {folder}。请给予写入权限或复制文件夹，然后重新加载图像。</translation>
    </message>
    <message>
        <source>Read-only file: {labels}. Make it writable, then reload.</source>
        <translation>只读文件：无法把框保存到 {labels}。请给予写入权限，然后重新加载图像。</translation>
    </message>
    <message>
        <source>Boxes of class {label} are visible again.</source>
        <translation>重新显示类别 {label} 的框。</translation>
    </message>
    <message>
        <source>No detection scores {score} or more.</source>
        <translation>没有分数达到 {score} 的检测结果。</translation>
    </message>
    <message>
        <source>Accept detections</source>
        <translation>接受检测结果</translation>
    </message>
    <message numerus="yes">
        <source>In %Ln image(s) without &amp;labels</source>
        <translation>
            <numerusform>在 %Ln 张没有标注的图像中(&amp;L)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>In all %Ln image(s)</source>
        <translation>
            <numerusform>在全部 %Ln 张图像中</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Convert %Ln detection(s) from score {score} on to boxes?</source>
        <translation>
            <numerusform>把 %Ln 个分数不低于 {score} 的检测结果变成框？</numerusform>
        </translation>
    </message>
    <message>
        <source>Only detections of class {label}.</source>
        <translation>只限类别 {label}。</translation>
    </message>
    <message>
        <source>Boxes stay. Detections over one of their class are skipped.</source>
        <translation>已有的框保持不变。与同类框重叠的检测结果不会加入。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln detection(s)</source>
        <translation>
            <numerusform>%Ln 个检测结果</numerusform>
        </translation>
    </message>
    <message>
        <source>Accept {boxes}</source>
        <translation>接受 {boxes}</translation>
    </message>
    <message>
        <source>Stopped after {boxes} in {images}.</source>
        <translation>已停止：已在 {images} 中接受 {boxes}。</translation>
    </message>
    <message>
        <source>Accepted {boxes} in {images}.</source>
        <translation>已在 {images} 中接受 {boxes}。</translation>
    </message>
    <message numerus="yes">
        <source>Boxes of %Ln image(s) turned back into detections.</source>
        <translation>
            <numerusform>%Ln 张图像的框又变回检测结果。</numerusform>
        </translation>
    </message>
    <message>
        <source>Accepting detections</source>
        <translation>正在接受检测结果</translation>
    </message>
    <message>
        <source>Reverting accepted boxes</source>
        <translation>正在撤回已接受的框</translation>
    </message>
    <message>
        <source>editing {path}</source>
        <translation>编辑 {path}</translation>
    </message>
    <message>
        <source>{path} has changed since and was left alone. Check it.</source>
        <translation>{path} 此后有改动，保持原样。请查看它的框。</translation>
    </message>
    <message>
        <source>Creating the demo images</source>
        <translation>正在绘制示例图像</translation>
    </message>
    <message>
        <source>Cannot write the demo to {folder}: {reason}.</source>
        <translation>无法将演示写入 {folder}：{reason}。</translation>
    </message>
    <message>
        <source>Outlining boxes</source>
        <translation>正在勾画框的轮廓</translation>
    </message>
    <message>
        <source>All boxes that can be changed have an outline. Select those that are to get another.</source>
        <translation>所有可更改的框都已有轮廓。请选择需要另一轮廓的框。</translation>
    </message>
    <message>
        <source>The network knows no class of these boxes.</source>
        <translation>网络不认识这些框的任何类别。</translation>
    </message>
    <message>
        <source>Loading {title}</source>
        <translation>正在加载 {title}</translation>
    </message>
    <message>
        <source>Detecting, {speed} images/s</source>
        <translation>正在检测，{speed} 张/秒</translation>
    </message>
    <message>
        <source>Detecting</source>
        <translation>正在检测</translation>
    </message>
    <message>
        <source>Detecting in {images} images</source>
        <translation>正在检测 {images} 张图像</translation>
    </message>
    <message>
        <source>Detecting, part {part} of {parts}</source>
        <translation>正在检测，第 {part} 部分，共 {parts} 部分</translation>
    </message>
    <message>
        <source>Loading the detector engine</source>
        <translation>正在加载检测引擎</translation>
    </message>
    <message>
        <source>Loading the detector</source>
        <translation>正在加载检测器的其余部分</translation>
    </message>
    <message>
        <source>Exporting to {out}</source>
        <translation>正在导出到 {out}</translation>
    </message>
    <message>
        <source>Reading labels</source>
        <translation>正在读取标注</translation>
    </message>
    <message>
        <source>Measuring anchors</source>
        <translation>正在衡量锚框</translation>
    </message>
    <message>
        <source>Searching for better anchors</source>
        <translation>正在搜索更好的锚框</translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation>正在导出</translation>
    </message>
    <message>
        <source>{path} is exported as {name}.</source>
        <translation>{path} 在那里叫 {name}。</translation>
    </message>
    <message>
        <source>Preparing to open folders</source>
        <translation>正在准备打开文件夹</translation>
    </message>
    <message>
        <source>{path} is not in this data set. Open its own folder.</source>
        <translation>{path} 不属于此数据集。请打开它所在的文件夹。</translation>
    </message>
    <message>
        <source>{place} is gone: {folder} uses labels nearby instead.</source>
        <translation>{place} 已不存在：{folder} 改用附近的标签。</translation>
    </message>
    <message>
        <source>process {pid}</source>
        <translation>进程 {pid}</translation>
    </message>
    <message>
        <source>process {pid} on {host}</source>
        <translation>{host} 上的进程 {pid}</translation>
    </message>
    <message>
        <source>{width} x {height} pixels</source>
        <translation>{width} x {height} 像素</translation>
    </message>
    <message>
        <source>{path} ({size}): shown at 1/{reduction}; in full {width} GB.</source>
        <translation>{path}（{size}）按 1/{reduction} 显示：全部像素需要 {width} GB 内存。</translation>
    </message>
    <message>
        <source>Not enough memory to show {name}.</source>
        <translation>内存不足，无法显示 {name}。</translation>
    </message>
    <message>
        <source>opening {path}</source>
        <translation>打开 {path}</translation>
    </message>
    <message>
        <source>no details</source>
        <translation>没有更多信息</translation>
    </message>
    <message>
        <source>{title} failed: {name}: {text}. See the log for details.</source>
        <translation>{title} 出了问题：{name}：{text}。详情见日志。</translation>
    </message>
    <message>
        <source>Journal {path} not written: {strerror}. Free disk space.</source>
        <translation>无法写入日志 {path}：{strerror}。请释放磁盘空间。</translation>
    </message>
    <message>
        <source>Checking labels</source>
        <translation>正在检查标注</translation>
    </message>
    <message>
        <source>Repairing labels</source>
        <translation>正在修复标注</translation>
    </message>
    <message>
        <source>Undoing the repair</source>
        <translation>正在撤销修复</translation>
    </message>
    <message>
        <source>Stopped. {done}</source>
        <translation>已停止。{done}</translation>
    </message>
    <message>
        <source>Rescanning {root}</source>
        <translation>正在重新查看 {root}</translation>
    </message>
    <message>
        <source>Reading the labels of {image}</source>
        <translation>正在读取 {image} 的标注</translation>
    </message>
    <message>
        <source>Building the network</source>
        <translation>正在构建网络</translation>
    </message>
    <message>
        <source>Training, step {step}</source>
        <translation>训练，第 {step} 步</translation>
    </message>
    <message>
        <source>No network is named {name}. Choose another in Train.</source>
        <translation>没有名为 {name} 的网络。请在“训练”中选择一个。</translation>
    </message>
    <message>
        <source>Training on {folder}</source>
        <translation>正在用 {folder} 训练</translation>
    </message>
    <message>
        <source>Repair them in Problems, or train without these images.</source>
        <translation>请在“问题”面板中修复，或在“训练”对话框中选择不使用这些图像。</translation>
    </message>
    <message>
        <source>AP is not measured during training. {reason}</source>
        <translation>训练时不评估 AP。{reason}</translation>
    </message>
    <message>
        <source>The pinned images are no longer traced: {reason}</source>
        <translation>不再跟踪固定的图像：{reason}</translation>
    </message>
    <message>
        <source>Not starting from COCO weights. {reason}</source>
        <translation>网络不从 COCO 权重开始。{reason}</translation>
    </message>
    <message>
        <source>No ImageNet weights, and the download failed: starts from random weights, which needs more images. Choose a weights folder in the Train dialog.</source>
        <translation>没有 ImageNet 权重，下载也失败：从随机权重开始，需要更多图像。请在训练对话框中选择权重文件夹。</translation>
    </message>
    <message>
        <source>No object of the training set has an outline: the network learns boxes, and its mask head stays as it is. Draw outlines, or choose a preset without masks.</source>
        <translation>训练集中没有任何物体带有轮廓：网络只学习框，掩码头保持不变。请绘制轮廓，或选择不含掩码的预设。</translation>
    </message>
    <message>
        <source>No ImageNet weights here or online. Starts from {network}.</source>
        <translation>这里没有 ImageNet 权重，也无法下载：从 {network} 开始。</translation>
    </message>
    <message>
        <source>Starts from ImageNet weights: there are COCO weights for {other}, but not for {preset}.</source>
        <translation>从 ImageNet 权重开始：{other} 有 COCO 权重，{preset} 没有。</translation>
    </message>
    <message>
        <source>Starts from COCO weights: there are fewer than {few} images.</source>
        <translation>从 COCO 权重开始：图像少于 {few} 张。</translation>
    </message>
    <message>
        <source>Starts from COCO weights (downloaded): there are fewer than {few} images.</source>
        <translation>从 COCO 权重开始（将会下载）：图像少于 {few} 张。</translation>
    </message>
    <message>
        <source>Starts from ImageNet weights: the COCO weights of {preset} are neither here nor online. To use them, copy {file} into the weights folder.</source>
        <translation>从 ImageNet 权重开始：{preset} 的 COCO 权重不在本机，也无法下载。若要使用，请把 {file} 复制到权重文件夹。</translation>
    </message>
    <message>
        <source>Move points of {boxes}</source>
        <translation>移动 {boxes} 的点</translation>
    </message>
    <message>
        <source>Add point to {boxes}</source>
        <translation>为 {boxes} 添加点</translation>
    </message>
    <message>
        <source>Remove points of {boxes}</source>
        <translation>移除 {boxes} 的点</translation>
    </message>
    <message>
        <source>A polygon needs at least three points: delete the object instead.</source>
        <translation>多边形至少需要三个点：请改为删除对象。</translation>
    </message>
    <message>
        <source>Drag canceled: the boxes were changed.</source>
        <translation>已取消拖动：框已被更改。</translation>
    </message>
    <message>
        <source>Move {boxes}</source>
        <translation>移动 {boxes}</translation>
    </message>
    <message>
        <source>{done}. No files needed changes.</source>
        <translation>{done}。没有文件需要更改。</translation>
    </message>
    <message>
        <source>Stopped. {done} so far.</source>
        <translation>已停止。目前：{done}。</translation>
    </message>
    <message>
        <source>{done}.</source>
        <translation>{done}。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln more file(s) unchanged. Check labels lists them.</source>
        <translation>
            <numerusform>另有 %Ln 个文件未更改。选择“检查标注”可看到是哪些。</numerusform>
        </translation>
    </message>
    <message>
        <source>{path} has been edited since and was left unchanged.</source>
        <translation>{path} 此后被编辑，保持原样。</translation>
    </message>
    <message numerus="yes">
        <source>Boxes edited since and left unchanged: %Ln.</source>
        <translation>
            <numerusform>此后有改动而保持原样的框：%Ln 个。</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopped. Partly undone: {step}.</source>
        <translation>已停止。已撤销一部分：{step}。</translation>
    </message>
    <message>
        <source>Undo the rest</source>
        <translation>撤销其余部分</translation>
    </message>
    <message>
        <source>Partly undone: {step}.</source>
        <translation>已部分撤销：{step}。</translation>
    </message>
    <message>
        <source>Undone: {step}.</source>
        <translation>已撤销：{step}。</translation>
    </message>
    <message>
        <source>{step} cannot be redone: other changes were made since.</source>
        <translation>无法重做“{step}”，因为此后有其他更改。</translation>
    </message>
    <message>
        <source>Class lists (*.txt *.names);;All files (*)</source>
        <translation>类别列表 (*.txt *.names);;所有文件 (*)</translation>
    </message>
    <message>
        <source>The first {shown} of {count} classes. Type a name for more.</source>
        <translation>类别列表有 {count} 个类别；这里列出前 {shown} 个。输入名称可使用其他类别。</translation>
    </message>
    <message>
        <source>New boxes ask for their class.</source>
        <translation>新框询问类别。</translation>
    </message>
    <message>
        <source>New boxes get the class {label}.</source>
        <translation>新框的类别为 {label}。</translation>
    </message>
    <message>
        <source>The first box asks for its class.</source>
        <translation>第一个框询问类别。</translation>
    </message>
    <message>
        <source>Color of {label}</source>
        <translation>{label} 的颜色</translation>
    </message>
    <message>
        <source>Key {key} now sets the class {label}.</source>
        <translation>按键 {key} 设置类别 {label}。</translation>
    </message>
    <message>
        <source>{label} has the key of its position.</source>
        <translation>{label} 使用其位置的按键。</translation>
    </message>
    <message>
        <source>This image has no boxes of class {label}.</source>
        <translation>此图像没有类别 {label} 的框。</translation>
    </message>
    <message>
        <source>Add classes from a list</source>
        <translation>添加列表中的类别</translation>
    </message>
    <message numerus="yes">
        <source>Added %Ln class(es) from {file}.</source>
        <translation>
            <numerusform>从 {file} 添加了 %Ln 个类别。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln already in the list.</source>
        <translation>
            <numerusform>%Ln 个已存在。</numerusform>
        </translation>
    </message>
    <message>
        <source>The list holds at most {count} classes.</source>
        <translation>列表最多容纳 {count} 个类别。</translation>
    </message>
    <message>
        <source>Save class list</source>
        <translation>保存类别列表</translation>
    </message>
    <message numerus="yes">
        <source>Wrote %Ln class(es) to {file}.</source>
        <translation>
            <numerusform>已把 %Ln 个类别写入 {file}。</numerusform>
        </translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>D</source>
        <translation>难</translation>
    </message>
    <message>
        <source>T</source>
        <translation>截</translation>
    </message>
    <message>
        <source>O</source>
        <translation>遮</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>面积</translation>
    </message>
    <message>
        <source>Class of the box. Double-click to change it.</source>
        <translation>框的类别。双击可更改。</translation>
    </message>
    <message>
        <source>Left edge, in pixels from the left of the image</source>
        <translation>左边，距图像左侧的像素</translation>
    </message>
    <message>
        <source>Top edge, in pixels from the top of the image</source>
        <translation>上边，距图像顶部的像素</translation>
    </message>
    <message>
        <source>Width in pixels</source>
        <translation>宽度（像素）</translation>
    </message>
    <message>
        <source>Height in pixels</source>
        <translation>高度（像素）</translation>
    </message>
    <message>
        <source>Box, polygon or mask</source>
        <translation>框、多边形或掩码</translation>
    </message>
    <message>
        <source>Area of the outline in square pixels, without its holes; of the box if there is no outline</source>
        <translation>轮廓的面积（平方像素，不含孔）；没有轮廓时为框的面积</translation>
    </message>
    <message>
        <source>Difficult: evaluation ignores this box</source>
        <translation>困难：评估忽略此框</translation>
    </message>
    <message>
        <source>Truncated: part of the object is outside the box</source>
        <translation>截断：物体有一部分在框外</translation>
    </message>
    <message>
        <source>Occluded: something covers part of the object</source>
        <translation>遮挡：有东西遮住物体的一部分</translation>
    </message>
    <message>
        <source>Show or hide the box. Not stored in the label file.</source>
        <translation>显示或隐藏框。不存入标注文件。</translation>
    </message>
    <message>
        <source>Lock or unlock the box. Not stored in the label file.</source>
        <translation>锁定或解锁框。不存入标注文件。</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>shown</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>not locked</source>
        <translation>未锁定</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>锁定</translation>
    </message>
    <message>
        <source>not difficult</source>
        <translation>不困难</translation>
    </message>
    <message>
        <source>difficult</source>
        <translation>困难</translation>
    </message>
    <message>
        <source>not truncated</source>
        <translation>未截断</translation>
    </message>
    <message>
        <source>truncated</source>
        <translation>截断</translation>
    </message>
    <message>
        <source>not occluded</source>
        <translation>未遮挡</translation>
    </message>
    <message>
        <source>occluded</source>
        <translation>遮挡</translation>
    </message>
    <message>
        <source>Edit {label}</source>
        <translation>编辑 {label}</translation>
    </message>
    <message>
        <source>{name} as a number</source>
        <translation>{name}（数值）</translation>
    </message>
    <message>
        <source>Adjust image</source>
        <translation>调整图像</translation>
    </message>
    <message>
        <source>&amp;Brightness</source>
        <translation>亮度(&amp;B)</translation>
    </message>
    <message>
        <source>Lighter or darker. 0 is as in the file.</source>
        <translation>更亮或更暗；0 与文件相同。</translation>
    </message>
    <message>
        <source>C&amp;ontrast</source>
        <translation>对比度(&amp;O)</translation>
    </message>
    <message>
        <source>Difference between light and dark. 1 is as in the file.</source>
        <translation>明暗相差多少；1 与文件相同。</translation>
    </message>
    <message>
        <source>&amp;Gamma</source>
        <translation>伽马(&amp;G)</translation>
    </message>
    <message>
        <source>Higher values brighten dark areas most. 1 is as in the file.</source>
        <translation>越大则暗处越亮而亮处变化很小；1 与文件相同。</translation>
    </message>
    <message>
        <source>A&amp;utomatic</source>
        <translation>自动(&amp;U)</translation>
    </message>
    <message>
        <source>Stretch the contrast to the full range</source>
        <translation>把图像最暗处拉到黑、最亮处拉到白</translation>
    </message>
    <message>
        <source>&amp;Reset</source>
        <translation>重置(&amp;R)</translation>
    </message>
    <message>
        <source>Show the image as in the file</source>
        <translation>按文件原样显示图像</translation>
    </message>
    <message>
        <source>&lt;b&gt;Adjust image&lt;/b&gt;</source>
        <translation>&lt;b&gt;调整图像&lt;/b&gt;</translation>
    </message>
    <message>
        <source>Changes the display only, not the files</source>
        <translation>只改变显示；文件保持不变</translation>
    </message>
    <message>
        <source>Close. The adjustment stays until it is reset (Esc).</source>
        <translation>关闭；调整保留到重置为止 (Esc)。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Click to list these images</source>
        <translation>单击列出这些图像</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>全部显示</translation>
    </message>
    <message>
        <source>Show all boxes</source>
        <translation>显示所有框</translation>
    </message>
    <message>
        <source>Boxes of this image</source>
        <translation>此图像的框</translation>
    </message>
    <message>
        <source>Click a row to select its box. Edit numbers, flags and class in their columns.</source>
        <translation>单击一行以选中它的框。数值、标志和类别在各自的列中编辑。</translation>
    </message>
    <message>
        <source>No image open</source>
        <translation>没有打开图像</translation>
    </message>
    <message>
        <source>These boxes are read-only. {reason}</source>
        <translation>这些框是只读的。{reason}</translation>
    </message>
    <message>
        <source>No boxes yet. Choose Draw and drag over an object.</source>
        <translation>还没有框。选择“绘制”并在物体上拖动。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation>
            <numerusform>已选 %Ln 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln hidden</source>
        <translation>
            <numerusform>隐藏 %Ln 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Rename class</source>
        <translation>重命名类别</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>重命名(&amp;R)</translation>
    </message>
    <message>
        <source>Merge class</source>
        <translation>合并类别</translation>
    </message>
    <message>
        <source>&amp;Merge</source>
        <translation>合并(&amp;M)</translation>
    </message>
    <message>
        <source>Delete class</source>
        <translation>删除类别</translation>
    </message>
    <message>
        <source>D&amp;elete</source>
        <translation>删除(&amp;E)</translation>
    </message>
    <message>
        <source>New class name</source>
        <translation>类别的新名称</translation>
    </message>
    <message>
        <source>New name of the class in all images</source>
        <translation>类别在所有图像中得到的名称</translation>
    </message>
    <message>
        <source>Target class</source>
        <translation>合并到的类别</translation>
    </message>
    <message>
        <source>Class that the boxes get in all images</source>
        <translation>框在所有图像中得到的类别</translation>
    </message>
    <message>
        <source>Effects</source>
        <translation>影响范围</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Apply to all images. Can be undone.</source>
        <translation>应用于所有图像。可以撤销。</translation>
    </message>
    <message>
        <source>New &amp;name</source>
        <translation>新名称(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Into</source>
        <translation>并入(&amp;I)</translation>
    </message>
    <message>
        <source>If you cancel, you can undo what is done so far.</source>
        <translation>如果取消，此前所做的可以撤销。</translation>
    </message>
    <message>
        <source>{done} of {total} files</source>
        <translation>{done} / {total} 个文件</translation>
    </message>
    <message>
        <source>Stopping after this file…</source>
        <translation>处理完此文件后停止…</translation>
    </message>
    <message>
        <source>Enter a new name.</source>
        <translation>请输入新名称。</translation>
    </message>
    <message>
        <source>{target} exists already: boxes of {source} are added to it.</source>
        <translation>类别 {target} 已存在：{source} 的框将并入其中。</translation>
    </message>
    <message>
        <source>Class order</source>
        <translation>类别的顺序</translation>
    </message>
    <message>
        <source>Drag a class to move it</source>
        <translation>把类别拖到别处</translation>
    </message>
    <message>
        <source>Move &amp;up</source>
        <translation>上移(&amp;U)</translation>
    </message>
    <message>
        <source>Move the selected class up</source>
        <translation>给选中的类别更小的编号</translation>
    </message>
    <message>
        <source>Move the selected class down</source>
        <translation>给选中的类别更大的编号</translation>
    </message>
    <message>
        <source>Move d&amp;own</source>
        <translation>下移(&amp;O)</translation>
    </message>
    <message>
        <source>Sort by &amp;name</source>
        <translation>按名称排序(&amp;N)</translation>
    </message>
    <message>
        <source>Sort the classes by name and renumber them</source>
        <translation>按名称顺序给类别编号</translation>
    </message>
    <message>
        <source>Rename the selected class in all images (F2)</source>
        <translation>在所有图像中重命名所选类别 (F2)</translation>
    </message>
    <message>
        <source>Single-class mode</source>
        <translation>单类别模式</translation>
    </message>
    <message>
        <source>New boxes get the selected class without asking</source>
        <translation>新框直接使用所选类别，不再询问</translation>
    </message>
    <message>
        <source>Class of the next box</source>
        <translation>下一个框的类别</translation>
    </message>
    <message>
        <source>New class</source>
        <translation>新类别</translation>
    </message>
    <message>
        <source>Name of the new class</source>
        <translation>新类别的名称</translation>
    </message>
    <message>
        <source>Type a class name and press Enter</source>
        <translation>输入新类别的名称并按 Enter</translation>
    </message>
    <message>
        <source>Add class</source>
        <translation>添加类别</translation>
    </message>
    <message>
        <source>Add this class to the list</source>
        <translation>把此类别加入列表</translation>
    </message>
    <message>
        <source>Show or hide the boxes of {label}</source>
        <translation>显示或隐藏 {label} 的框</translation>
    </message>
    <message>
        <source>Change the color of {label}</source>
        <translation>更改 {label} 的颜色</translation>
    </message>
    <message>
        <source>Number key of this class. Right-click to change it.</source>
        <translation>此类别的数字键；右键单击可另选。</translation>
    </message>
    <message>
        <source>The first box asks for its class; the next ones keep it.</source>
        <translation>第一个框询问类别，之后的框沿用。</translation>
    </message>
    <message>
        <source>D&amp;elete…</source>
        <translation>删除(&amp;E)…</translation>
    </message>
    <message>
        <source>New boxes ask for their class; {label} is suggested.</source>
        <translation>每个新框都询问；建议 {label}。</translation>
    </message>
    <message>
        <source>&amp;Rename…</source>
        <translation>重命名(&amp;R)…</translation>
    </message>
    <message>
        <source>&amp;Merge into…</source>
        <translation>合并到(&amp;M)…</translation>
    </message>
    <message>
        <source>&amp;Select its boxes in this image</source>
        <translation>选择此图像中它的框(&amp;S)</translation>
    </message>
    <message>
        <source>Number &amp;key</source>
        <translation>数字键(&amp;K)</translation>
    </message>
    <message>
        <source>By position in the list</source>
        <translation>按列表中的位置</translation>
    </message>
    <message>
        <source>Changed by another program</source>
        <translation>已被另一个程序更改</translation>
    </message>
    <message>
        <source>Another program changed {file} while you edited its image.</source>
        <translation>您编辑此图像时，{file} 被另一个程序更改了。</translation>
    </message>
    <message>
        <source>Keep mine writes your boxes and keeps a copy of the file. Load theirs shows the boxes of the file; Undo restores yours. Nothing is written until you choose.</source>
        <translation>“保留我的”写入您的框并保留文件的副本。“载入对方的”显示文件中的框；撤销可恢复您的框。在您选择之前不会写入任何内容。</translation>
    </message>
    <message>
        <source>Keep &amp;mine</source>
        <translation>保留我的(&amp;M)</translation>
    </message>
    <message>
        <source>Write your boxes to the file and keep a copy of its current version</source>
        <translation>把您的框写入文件；现有内容保留为副本</translation>
    </message>
    <message>
        <source>Load &amp;theirs</source>
        <translation>加载对方的(&amp;T)</translation>
    </message>
    <message>
        <source>Show the boxes of the file. Undo restores yours.</source>
        <translation>显示文件中的框；撤销可恢复您的框。</translation>
    </message>
    <message>
        <source>Decide &amp;later</source>
        <translation>稍后决定(&amp;L)</translation>
    </message>
    <message>
        <source>Close without changes</source>
        <translation>关闭而不更改任何内容</translation>
    </message>
    <message>
        <source>Only in yours</source>
        <translation>只有您这边有的框</translation>
    </message>
    <message>
        <source>Only in the file</source>
        <translation>只有文件中有的框</translation>
    </message>
    <message>
        <source>Different in position, size, class or flags</source>
        <translation>位置、大小、类别或标志不同的框</translation>
    </message>
    <message>
        <source>Identical</source>
        <translation>相同的框</translation>
    </message>
    <message>
        <source>Of outlines with several parts or holes only boxes are written; frcnn convert --bridge joins them instead.</source>
        <translation>含多个部分或孔洞的轮廓只写成框；frcnn convert --bridge 则会用桥线将其连接。</translation>
    </message>
    <message>
        <source>Copy the images</source>
        <translation>也复制它们</translation>
    </message>
    <message>
        <source>Link to the images, which takes no space</source>
        <translation>在那里放置链接，不占空间</translation>
    </message>
    <message>
        <source>Labels only, without the images</source>
        <translation>留在原处：只导出标注</translation>
    </message>
    <message>
        <source>Images with labels</source>
        <translation>有标注的</translation>
    </message>
    <message>
        <source>Images marked as verified</source>
        <translation>标记为已核对的</translation>
    </message>
    <message>
        <source>Outlines are written as boxes.</source>
        <translation>轮廓将保存为框。</translation>
    </message>
    <message>
        <source>What the format cannot hold is not exported.</source>
        <translation>格式无法保存的内容在那里略去；这里不会改变。</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Export detections</source>
        <translation>导出检测结果</translation>
    </message>
    <message>
        <source>Writes the labels, and detections.json with the scores.</source>
        <translation>写出标注和含有分数的 detections.json。</translation>
    </message>
    <message>
        <source>A new or empty folder outside the open folder</source>
        <translation>新的或空的文件夹，在当前打开的文件夹之外</translation>
    </message>
    <message>
        <source>Output folder</source>
        <translation>写入的文件夹</translation>
    </message>
    <message>
        <source>Export network</source>
        <translation>导出网络</translation>
    </message>
    <message>
        <source>The file to write. A short program that runs it is written beside it.</source>
        <translation>要写入的文件；旁边还会写入一个运行它的短程序。</translation>
    </message>
    <message>
        <source>File to write</source>
        <translation>要写入的文件</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>选择文件</translation>
    </message>
    <message>
        <source>Also write a file in &amp;8 bits (int8)</source>
        <translation>同时写入 8 位文件 (int8)(&amp;8)</translation>
    </message>
    <message>
        <source>Smaller and often faster. The report shows the loss of AP on your labeled images.</source>
        <translation>更小，通常也更快；报告会说明它在您的标注图像上损失多少。</translation>
    </message>
    <message>
        <source>Writes the file if it gives the same boxes as the network.</source>
        <translation>如果文件找到的框与网络相同，就写入该文件。</translation>
    </message>
    <message>
        <source>Writes {network} to one ONNX file. Its boxes are first compared on {images}.</source>
        <translation>把 {network} 写入一个 ONNX 文件。先在{images}上比较其框。</translation>
    </message>
    <message>
        <source>The file name must end in .onnx.</source>
        <translation>文件名必须以 .onnx 结尾。</translation>
    </message>
    <message>
        <source>This folder does not exist. Choose a file.</source>
        <translation>没有这个文件夹。请选择文件。</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>Which images to export</source>
        <translation>导出哪些图像</translation>
    </message>
    <message>
        <source>Images without labels teach the network what is background.</source>
        <translation>没有标注的图像教会网络什么是背景。</translation>
    </message>
    <message>
        <source>What to do with the image files</source>
        <translation>如何处理图像本身</translation>
    </message>
    <message>
        <source>The open images are not changed.</source>
        <translation>打开的图像保持原样。</translation>
    </message>
    <message>
        <source>C&amp;lasses by number</source>
        <translation>类别及其编号(&amp;L)</translation>
    </message>
    <message>
        <source>What must be changed first</source>
        <translation>先要更改什么</translation>
    </message>
    <message>
        <source>&amp;Format</source>
        <translation>格式(&amp;F)</translation>
    </message>
    <message>
        <source>Write &amp;to</source>
        <translation>写入到(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Which images</source>
        <translation>哪些图像(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Image files</source>
        <translation>图像文件(&amp;I)</translation>
    </message>
    <message>
        <source>Choose a folder.</source>
        <translation>请选择文件夹。</translation>
    </message>
    <message>
        <source>Enter the full path of the folder, or choose it.</source>
        <translation>请给出文件夹的完整路径，或选择它。</translation>
    </message>
    <message>
        <source>Choose a new or empty folder outside the open folder.</source>
        <translation>请在打开的文件夹之外选择新的或空的文件夹。</translation>
    </message>
    <message>
        <source>Write the labels</source>
        <translation>写入标注</translation>
    </message>
    <message>
        <source>Export to a new or empty folder</source>
        <translation>导出到新的或空的文件夹</translation>
    </message>
    <message>
        <source>new class</source>
        <translation>新类别</translation>
    </message>
    <message>
        <source>Number keys ({keys}) choose at once.</source>
        <translation>按数字键（{keys}）可立即选定。</translation>
    </message>
    <message>
        <source>Class name</source>
        <translation>类别名称</translation>
    </message>
    <message>
        <source>Type part of a class name or a new name. Digits choose by number key.</source>
        <translation>输入类别的一部分或新名称；数字按数字键选择。</translation>
    </message>
    <message>
        <source>Classes that match the text, most recently used first.</source>
        <translation>与输入相符的类别，最近使用的在前。</translation>
    </message>
    <message>
        <source>Use the marked class</source>
        <translation>使用选中的类别</translation>
    </message>
    <message>
        <source>Choose no class: a new box is discarded, others keep theirs</source>
        <translation>不选择类别：新框将被丢弃，其他框保持原类别</translation>
    </message>
    <message>
        <source>Type a name, or choose one with the arrow keys.</source>
        <translation>请输入名称，或用方向键选择。</translation>
    </message>
    <message>
        <source>Press Enter to create the class {label}.</source>
        <translation>按 Enter 新建类别 {label}。</translation>
    </message>
    <message>
        <source>Press Enter for {label}, Ctrl+Enter to create {typed}.</source>
        <translation>按 Enter 采用 {label}，按 Ctrl+Enter 新建 {typed}。</translation>
    </message>
    <message>
        <source>Press Enter for {label}.</source>
        <translation>按 Enter 采用 {label}。</translation>
    </message>
    <message>
        <source>{first} to {last}</source>
        <translation>{first} 至 {last}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln more class(es) match. Type more letters to find them.</source>
        <translation>
            <numerusform>还有 %Ln 个类别符合；请继续输入以查找。</numerusform>
        </translation>
    </message>
    <message>
        <source>Open a folder to see its boxes by class, size and image.</source>
        <translation>打开文件夹，查看框在类别、大小和图像中的分布。</translation>
    </message>
    <message>
        <source>No boxes yet. Press {key} and drag over an object.</source>
        <translation>还没有框。按 {key} 并在物体上拖动；画出的框在此统计。</translation>
    </message>
    <message>
        <source>Co&amp;py as CSV</source>
        <translation>复制为 CSV(&amp;P)</translation>
    </message>
    <message>
        <source>Copy all numbers as a table for a spreadsheet</source>
        <translation>把所有数字复制为表格，供电子表格使用</translation>
    </message>
    <message>
        <source>Boxes of each class</source>
        <translation>每个类别的框数</translation>
    </message>
    <message>
        <source>Box sizes</source>
        <translation>框的大小</translation>
    </message>
    <message>
        <source>Box shapes</source>
        <translation>框的形状</translation>
    </message>
    <message>
        <source>Boxes per image</source>
        <translation>每张图像的框数</translation>
    </message>
    <message>
        <source>Square root of the area, in pixels of the image</source>
        <translation>面积的平方根，以图像像素为单位</translation>
    </message>
    <message>
        <source>Width divided by height</source>
        <translation>宽高比</translation>
    </message>
    <message>
        <source>Number of images</source>
        <translation>有这么多框的图像数</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>图表</translation>
    </message>
    <message numerus="yes">
        <source>%Ln labeled</source>
        <translation>
            <numerusform>已标注 %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln verified</source>
        <translation>
            <numerusform>已核对 %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln class(es)</source>
        <translation>
            <numerusform>%Ln 个类别</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln with unreadable labels</source>
        <translation>
            <numerusform>%Ln 张的标注无法读取</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{numbers}. Reading labels: %Ln file(s) so far.</source>
        <translation>
            <numerusform>{numbers}。仍在读取：目前 %Ln 个标注文件。</numerusform>
        </translation>
    </message>
    <message>
        <source>ImageNet weights</source>
        <translation>ImageNet 权重</translation>
    </message>
    <message>
        <source>Random weights</source>
        <translation>随机权重</translation>
    </message>
    <message numerus="yes">
        <source>%Ln labeled image(s) in {folder}, network in {out_dir}.</source>
        <translation>
            <numerusform>{folder} 中有 %Ln 张图像带标注。网络写入 {out_dir}。</numerusform>
        </translation>
    </message>
    <message>
        <source>Weights to start from: of a COCO detector, of an ImageNet backbone, of an earlier run, or random.</source>
        <translation>起始权重：COCO 检测器、ImageNet 骨干网络、以前的训练，或随机。</translation>
    </message>
    <message>
        <source>Share of the training images held out to measure AP, if the folder has no validation split; 0: none.</source>
        <translation>文件夹没有验证集划分时，从训练图像中留出用于测量 AP 的比例；0：不留出。</translation>
    </message>
    <message>
        <source>&amp;Proposals</source>
        <translation>候选框(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Validation set</source>
        <translation>验证集(&amp;V)</translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>检查结果</translation>
    </message>
    <message>
        <source>Folder with COCO and ImageNet weights</source>
        <translation>含有 COCO 和 ImageNet 权重的文件夹</translation>
    </message>
    <message>
        <source>Train with the suggested anchors</source>
        <translation>用更合适的锚框训练</translation>
    </message>
    <message>
        <source>{preset} has no RPN, so RPN and head cannot be trained in turns.</source>
        <translation>{preset} 没有 RPN，因此无法交替训练 RPN 和检测头。</translation>
    </message>
    <message>
        <source>Recommended weights</source>
        <translation>推荐的权重</translation>
    </message>
    <message>
        <source>COCO weights</source>
        <translation>COCO 权重</translation>
    </message>
    <message>
        <source>Network to train. For a CPU or a first try, a light one is enough.</source>
        <translation>训练哪个网络：对于 CPU 和初次尝试，轻量网络就够了。</translation>
    </message>
    <message>
        <source>Number of passes over all training images.</source>
        <translation>遍历全部训练图像的次数。</translation>
    </message>
    <message>
        <source>Network in use ({run})</source>
        <translation>当前网络（{run}）</translation>
    </message>
    <message>
        <source>downloaded if needed</source>
        <translation>需要时下载</translation>
    </message>
    <message>
        <source>Choose the folder with the weights.</source>
        <translation>选择含有权重的文件夹。</translation>
    </message>
    <message>
        <source>The folder has a validation split, so no training images are held out.</source>
        <translation>该文件夹有验证集划分，因此不留出训练图像。</translation>
    </message>
    <message>
        <source>The training time determines the number of epochs.</source>
        <translation>训练轮数由训练时间决定。</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
    <message>
        <source>Network, epochs and weights, to change the recommended ones.</source>
        <translation>不想用建议的网络、时长和权重时，在这里更改。</translation>
    </message>
    <message>
        <source>Training ti&amp;me</source>
        <translation>训练时间(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Network</source>
        <translation>网络(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Epochs</source>
        <translation>轮数(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Start from</source>
        <translation>起点(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Weights folder</source>
        <translation>权重文件夹(&amp;W)</translation>
    </message>
    <message>
        <source>Starts the training in the background. You can continue labeling.</source>
        <translation>在后台开始训练；期间可以继续标注。</translation>
    </message>
    <message>
        <source>Repair the labels first, or train without these images</source>
        <translation>请先修复标注，或选择不使用这些图像进行训练</translation>
    </message>
    <message>
        <source>Draw boxes in some images first</source>
        <translation>请先在一些图像中画框</translation>
    </message>
    <message>
        <source>Estimating the training time…</source>
        <translation>正在估计训练时间…</translation>
    </message>
    <message>
        <source>{preset}, recommended for {device}.</source>
        <translation>{preset}，推荐用于 {device}。</translation>
    </message>
    <message>
        <source>{preset}, on {device}; recommended there: {other}.</source>
        <translation>{preset}，在 {device} 上；此设备推荐用 {other}。</translation>
    </message>
    <message>
        <source>Check labels found {problems}.</source>
        <translation>检查标注发现 {problems}。</translation>
    </message>
    <message>
        <source>Too few images to train well or measure AP. Label more.</source>
        <translation>图像太少，无法训练好，也无法测量 AP。请多标注一些图像。</translation>
    </message>
    <message>
        <source>Too few images to train well. Label more images.</source>
        <translation>图像太少，训练效果不会好。请标注更多图像。</translation>
    </message>
    <message>
        <source>{objects} with an outline: {preset} learns boxes alone, {other} outlines, too.</source>
        <translation>{objects}有轮廓：{preset} 只学习框，{other} 也学习轮廓。</translation>
    </message>
    <message>
        <source>No validation set: AP is not measured.</source>
        <translation>没有验证集：不测量 AP。</translation>
    </message>
    <message>
        <source>{boxes} of {classes}.</source>
        <translation>{classes}，{boxes}。</translation>
    </message>
    <message numerus="yes">
        <source>Training set: %Ln image(s).</source>
        <translation>
            <numerusform>训练集：%Ln 张图像。</numerusform>
        </translation>
    </message>
    <message>
        <source>Not used: {splits}.</source>
        <translation>未使用：{splits}。</translation>
    </message>
    <message numerus="yes">
        <source>Validation set: %Ln image(s) of the validation split.</source>
        <translation>
            <numerusform>验证集：验证集划分中的 %Ln 张图像。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Validation set: %Ln image(s) held out from training.</source>
        <translation>
            <numerusform>验证集：从训练集划分中留出 %Ln 张图像。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Validation set: %Ln held-out image(s).</source>
        <translation>
            <numerusform>验证集：留出 %Ln 张图像。</numerusform>
        </translation>
    </message>
    <message>
        <source>Trained like any class: {classes}. No background is needed.</source>
        <translation>将与其他类别一样作为目标学习：{classes}。网络不需要背景类别。</translation>
    </message>
    <message>
        <source>Too few boxes to learn reliably: {classes}.</source>
        <translation>框太少，无法可靠学习：{classes}。</translation>
    </message>
    <message>
        <source>Check labels found no problems.</source>
        <translation>标注检查没有发现问题。</translation>
    </message>
    <message>
        <source>Check labels found {errors} and {warnings}.</source>
        <translation>标注检查发现 {errors} 和 {warnings}。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln error(s)</source>
        <translation>
            <numerusform>%Ln 个错误</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln warning(s)</source>
        <translation>
            <numerusform>%Ln 个警告</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) must be repaired before training</source>
        <translation>
            <numerusform>开始训练前必须修复 %Ln 张图像</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) left out, because their labels cannot be used</source>
        <translation>
            <numerusform>%Ln 张图像因标注无法使用而不参与训练</numerusform>
        </translation>
    </message>
    <message>
        <source>Show and repair…</source>
        <translation>查看并修复…</translation>
    </message>
    <message>
        <source>Closes this dialog and lists the problems in the Problems dock for repair.</source>
        <translation>关闭此窗口，并在“问题”面板中列出检查结果，可以在那里修复。</translation>
    </message>
    <message>
        <source>Train without these images</source>
        <translation>不使用这些图像进行训练</translation>
    </message>
    <message>
        <source>Trains without the images whose labels need repair.</source>
        <translation>训练时不使用标注需要修复的图像。</translation>
    </message>
    <message>
        <source>Mean best IoU of the anchors: {iou}.</source>
        <translation>锚框的平均最佳 IoU：{iou}。</translation>
    </message>
    <message>
        <source>Mean best IoU of the anchors: {before}; suggested: {after}.</source>
        <translation>锚框的平均最佳 IoU：{before}；换用建议的锚框可达 {after}。</translation>
    </message>
    <message>
        <source>Takes about {time}, at {step} s per step.</source>
        <translation>大约需要 {time}：每步 {step} 秒，刚刚测得。</translation>
    </message>
    <message>
        <source>Uses the anchors that fit the boxes of this folder instead of those of the preset.</source>
        <translation>用为此文件夹的框找到的锚框代替预设的锚框。</translation>
    </message>
    <message>
        <source>Note: No CUDA GPU found. The network trains on the CPU.</source>
        <translation>注意：这里没有 CUDA GPU，网络在 CPU 上训练。</translation>
    </message>
    <message>
        <source>Check detectors, then Measure: each of them detects in this image. Published: R-CNN 49 s, SPP-Net 4.3 s and Fast R-CNN 2.3 s, including 2 s of selective search; Faster R-CNN 0.2 s.</source>
        <translation>勾选检测器，然后点击测量：它们都会在此图像中检测。论文中的值：R-CNN 49 秒，SPP-Net 4.3 秒，Fast R-CNN 2.3 秒，其中选择性搜索各约 2 秒；Faster R-CNN 0.2 秒。</translation>
    </message>
    <message>
        <source>Check a detector first.</source>
        <translation>请先勾选一个检测器。</translation>
    </message>
    <message>
        <source>Measuring detectors…</source>
        <translation>正在测量检测器…</translation>
    </message>
    <message>
        <source>{title} on {image}: {parts}.</source>
        <translation>{title}，图像 {image}：{parts}。</translation>
    </message>
    <message>
        <source>Untrained: its seconds are those of a trained one, its detections mean nothing.</source>
        <translation>未训练：其用时与训练过的相同，其检测没有意义。</translation>
    </message>
    <message>
        <source>What the selected detector found.</source>
        <translation>所选检测器找到的结果。</translation>
    </message>
    <message>
        <source>Adds the selected network to those that are measured.</source>
        <translation>将所选网络加入要测量的网络。</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} 分 {seconds} 秒</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} 小时 {minutes} 分</translation>
    </message>
    <message numerus="yes">
        <source>Stopped after %Ln step(s).</source>
        <translation>
            <numerusform>%Ln 步后停止。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Completed after %Ln step(s).</source>
        <translation>
            <numerusform>%Ln 步后完成。</numerusform>
        </translation>
    </message>
    <message>
        <source>The network is kept. Detect uses it.</source>
        <translation>网络已保留，“检测”使用它。</translation>
    </message>
    <message>
        <source>No training in progress. Choose Train to start one.</source>
        <translation>没有正在进行的训练。选择“训练”以开始。</translation>
    </message>
    <message>
        <source>step %v of %m</source>
        <translation>第 %v 步，共 %m 步</translation>
    </message>
    <message>
        <source>Asks for the settings and estimates the time. Nothing starts yet.</source>
        <translation>询问训练的设置并估计所需时间；尚未开始。</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
    <message>
        <source>Pause after this step</source>
        <translation>在这一步之后暂停</translation>
    </message>
    <message>
        <source>Messages of the training, newest last: start, AP after each epoch, warnings, errors and end.</source>
        <translation>训练的消息，最新的在最后：开始、每轮后的 AP、警告、故障和结束。</translation>
    </message>
    <message>
        <source>Epoch {epoch} on {device}   loss {loss}   {speed} images/s   {memory}   {time} left</source>
        <translation>第 {epoch} 轮,{device}   损失 {loss}   每秒 {speed} 张图像   {memory}   还需 {time}</translation>
    </message>
    <message>
        <source>Paused after step {step}.</source>
        <translation>已在第 {step} 步之后暂停。</translation>
    </message>
    <message>
        <source>Pausing after this step…</source>
        <translation>将在这一步之后暂停…</translation>
    </message>
    <message>
        <source>Resuming…</source>
        <translation>正在继续…</translation>
    </message>
    <message>
        <source>Check all labels of this folder</source>
        <translation>检查此文件夹的所有标注</translation>
    </message>
    <message>
        <source>Slower, but also finds damaged and duplicate images</source>
        <translation>较慢，但也能发现损坏的图像和同一图片的副本</translation>
    </message>
    <message>
        <source>Type of problem</source>
        <translation>问题的种类</translation>
    </message>
    <message>
        <source>Show only one type of problem</source>
        <translation>只显示一种问题</translation>
    </message>
    <message>
        <source>&amp;Repair</source>
        <translation>修复(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Undo repair</source>
        <translation>撤销修复(&amp;U)</translation>
    </message>
    <message>
        <source>Undo the changes of the last repair</source>
        <translation>恢复上次修复改动的内容</translation>
    </message>
    <message>
        <source>Results of the check</source>
        <translation>检查发现了什么</translation>
    </message>
    <message>
        <source>Problems found</source>
        <translation>发现的问题</translation>
    </message>
    <message>
        <source>Double-click a problem, or press Enter, to go to its box</source>
        <translation>双击或按 Enter 转到该框</translation>
    </message>
    <message numerus="yes">
        <source>Repair the boxes of %Ln problem(s). Can be undone.</source>
        <translation>
            <numerusform>修复 %Ln 个问题的框。可以撤销。</numerusform>
        </translation>
    </message>
    <message>
        <source>Missed by {stage}: {count}</source>
        <translation>因{stage}漏检：{count}</translation>
    </message>
    <message>
        <source>List the objects that are missed here</source>
        <translation>列出在此漏检的目标</translation>
    </message>
    <message>
        <source>List and select the objects that are reached here</source>
        <translation>列出并选中到达此阶段的目标</translation>
    </message>
    <message>
        <source>Images of the funnel</source>
        <translation>漏斗所用的图像</translation>
    </message>
    <message>
        <source>This image</source>
        <translation>此图像</translation>
    </message>
    <message>
        <source>All labeled images</source>
        <translation>所有已标注的图像</translation>
    </message>
    <message>
        <source>Minimum IoU for covering an object</source>
        <translation>从多大的 IoU 起算覆盖物体</translation>
    </message>
    <message>
        <source>IoU ≥ {iou}</source>
        <translation>IoU ≥ {iou}</translation>
    </message>
    <message>
        <source>Horizontal axis of recall</source>
        <translation>召回率随什么变化</translation>
    </message>
    <message>
        <source>by number of proposals</source>
        <translation>随候选框数</translation>
    </message>
    <message>
        <source>by IoU</source>
        <translation>随 IoU</translation>
    </message>
    <message>
        <source>The missed objects, or those that a number of the funnel counts. Click an object to show it with the stage that missed it.</source>
        <translation>漏检的目标，或漏斗中某个数字所计的目标。点击目标即可显示它以及漏掉它的阶段。</translation>
    </message>
    <message>
        <source>{title}, the first {count}</source>
        <translation>{title}，前 {count} 个</translation>
    </message>
    <message>
        <source>Match every labeled box with its best anchor</source>
        <translation>把文件夹中的每个框与锚框对照</translation>
    </message>
    <message>
        <source>Size in input pixels; boxes · median best IoU</source>
        <translation>输入像素大小；框数 · 最佳 IoU 中位数</translation>
    </message>
    <message>
        <source>Boxes of the selected size and shape, worst fit first</source>
        <translation>所选大小与形状的框,匹配最差的在前</translation>
    </message>
    <message>
        <source>Click to show the box on its image.</source>
        <translation>单击在图像上显示该框。</translation>
    </message>
    <message>
        <source>W x H px</source>
        <translation>宽 x 高(像素)</translation>
    </message>
    <message>
        <source>T&amp;ry these anchors</source>
        <translation>试用这些锚框(&amp;R)</translation>
    </message>
    <message>
        <source>Use them for the stages shown. Training keeps those of its preset.</source>
        <translation>用于所显示的各阶段;训练仍用其预设的锚框。</translation>
    </message>
    <message>
        <source>Suggested anchors</source>
        <translation>建议的锚框</translation>
    </message>
    <message>
        <source>Run the network in use on all labeled images of the folder</source>
        <translation>让文件夹中每张已标注的图像通过所用的网络</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>召回率</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>AR</source>
        <translation>AR</translation>
    </message>
    <message>
        <source>Only here</source>
        <translation>仅此处</translation>
    </message>
    <message>
        <source>Checked sources are measured and drawn</source>
        <translation>勾选的来源会被测量并绘制</translation>
    </message>
    <message>
        <source>Mean number of boxes of an image</source>
        <translation>每张图像的平均框数</translation>
    </message>
    <message>
        <source>Mean processor time of an image</source>
        <translation>每张图像的平均处理器时间</translation>
    </message>
    <message>
        <source>Objects covered with this number of boxes at this IoU</source>
        <translation>在此框数和 IoU 下覆盖的物体</translation>
    </message>
    <message>
        <source>Average recall: the mean over IoUs from 0.5 to 0.95</source>
        <translation>平均召回率：IoU 从 0.5 到 0.95 的均值</translation>
    </message>
    <message>
        <source>Objects that no other source covers; select the row to list them</source>
        <translation>其他来源未覆盖的物体；选择该行即可列出</translation>
    </message>
    <message>
        <source>Images that are measured</source>
        <translation>要测量的图像</translation>
    </message>
    <message>
        <source>Find the proposals of the checked sources and compare them</source>
        <translation>查找所勾选来源的候选框并进行比较</translation>
    </message>
    <message>
        <source>Add file…</source>
        <translation>添加文件…</translation>
    </message>
    <message>
        <source>Compare the proposals of a file: .npz, .json or .mat</source>
        <translation>比较文件中的候选框：.npz、.json 或 .mat</translation>
    </message>
    <message>
        <source>Number of boxes of an image that count and are drawn</source>
        <translation>每张图像计入并绘制的框数</translation>
    </message>
    <message>
        <source>Recall is shown here.</source>
        <translation>召回率画在这里。</translation>
    </message>
    <message>
        <source>Objects that only one source covers</source>
        <translation>仅一个来源覆盖的物体</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Meas&amp;ure</source>
        <translation>测量(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>{reached} of {objects}</source>
        <translation>{reached} / {objects}</translation>
    </message>
    <message>
        <source>no objects</source>
        <translation>没有物体</translation>
    </message>
    <message>
        <source>All that need repair ({count})</source>
        <translation>所有应修正的（{count}）</translation>
    </message>
    <message>
        <source>All, including notes ({count})</source>
        <translation>全部，包括提示（{count}）</translation>
    </message>
    <message>
        <source>No problems to repair.</source>
        <translation>没有需要修复的问题。</translation>
    </message>
    <message>
        <source>None can be repaired automatically: see their descriptions.</source>
        <translation>这些问题都没有无需人工的解决办法：说明中写了该怎么做。</translation>
    </message>
    <message>
        <source>Check labels finds wrong boxes, duplicates, unreadable files.</source>
        <translation>“检查标注”查找错误的框、重复的框和不可读的文件。</translation>
    </message>
    <message>
        <source>Chec&amp;k labels</source>
        <translation>检查标注(&amp;K)</translation>
    </message>
    <message>
        <source>Read &amp;whole images</source>
        <translation>读取整张图像(&amp;W)</translation>
    </message>
    <message>
        <source>Re&amp;pair all shown</source>
        <translation>修复所有显示的(&amp;P)</translation>
    </message>
    <message numerus="yes">
        <source>%Ln must be repaired by hand, as described.</source>
        <translation>
            <numerusform>%Ln 个需要人工处理，见其说明。</numerusform>
        </translation>
    </message>
    <message>
        <source>Stop after this step and keep the checkpoint</source>
        <translation>在这一步之后停止并保留检查点</translation>
    </message>
    <message>
        <source>Training messages</source>
        <translation>训练的消息</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Preparing: reading labels and weights…</source>
        <translation>准备中：读取标注和权重…</translation>
    </message>
    <message>
        <source>Resumed at step {step}</source>
        <translation>已从第 {step} 步继续</translation>
    </message>
    <message>
        <source>Saved {path} at step {step}</source>
        <translation>已在第 {step} 步保存 {path}</translation>
    </message>
    <message>
        <source>Note: {message}</source>
        <translation>注意：{message}</translation>
    </message>
    <message>
        <source>T&amp;rain…</source>
        <translation>训练(&amp;R)…</translation>
    </message>
    <message>
        <source>Epoch {epoch}: mean loss {loss}</source>
        <translation>第 {epoch} 轮：平均损失 {loss}</translation>
    </message>
    <message>
        <source>Epoch {epoch}: mean loss {loss}, AP50 {score}</source>
        <translation>第 {epoch} 轮：平均损失 {loss}，AP50 {score}</translation>
    </message>
    <message>
        <source>{preset} on {device}: {images}, {classes}</source>
        <translation>{preset}，{device}：{images}，{classes}</translation>
    </message>
    <message>
        <source>Res&amp;ume</source>
        <translation>继续(&amp;U)</translation>
    </message>
    <message>
        <source>Stopping after this step…</source>
        <translation>这一步之后停止…</translation>
    </message>
    <message>
        <source>{start} to {end} px</source>
        <translation>{start} 到 {end} px</translation>
    </message>
    <message>
        <source>above {start} px</source>
        <translation>超过 {start} px</translation>
    </message>
    <message>
        <source>width about {times} times the height</source>
        <translation>宽约为高的 {times} 倍</translation>
    </message>
    <message>
        <source>height about {times} times the width</source>
        <translation>高约为宽的 {times} 倍</translation>
    </message>
    <message>
        <source>about square</source>
        <translation>接近正方形</translation>
    </message>
    <message numerus="yes">
        <source>more than %Ln box(es)</source>
        <translation>
            <numerusform>超过 %Ln 个框</numerusform>
        </translation>
    </message>
    <message>
        <source>item</source>
        <comment>table header</comment>
        <translation>项目</translation>
    </message>
    <message>
        <source>value</source>
        <comment>table header</comment>
        <translation>值</translation>
    </message>
    <message>
        <source>count</source>
        <comment>table header</comment>
        <translation>数量</translation>
    </message>
    <message>
        <source>images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>labeled images</source>
        <translation>已标注的图像</translation>
    </message>
    <message>
        <source>verified images</source>
        <translation>已核对的图像</translation>
    </message>
    <message>
        <source>images with unreadable labels</source>
        <translation>标注无法读取的图像</translation>
    </message>
    <message>
        <source>boxes</source>
        <translation>框</translation>
    </message>
    <message>
        <source>boxes of the class</source>
        <translation>该类别的框</translation>
    </message>
    <message>
        <source>boxes of the size (root of the area)</source>
        <translation>该大小的框（面积的平方根）</translation>
    </message>
    <message>
        <source>boxes of the shape (width to height)</source>
        <translation>该形状的框（宽比高）</translation>
    </message>
    <message>
        <source>images with this number of boxes</source>
        <translation>有这么多框的图像</translation>
    </message>
    <message>
        <source>saving {path}</source>
        <translation>保存 {path}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln files, such as: {reason}</source>
        <translation>
            <numerusform>%Ln 个文件。第一个：{reason}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Repair %Ln problem(s)</source>
        <translation>
            <numerusform>修复 %Ln 个问题</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Repaired the labels of %Ln image(s).</source>
        <translation>
            <numerusform>已修复 %Ln 张图像的标注。</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing to repair.</source>
        <translation>没有剩下需要修复的。</translation>
    </message>
    <message>
        <source>Repair partly undone.</source>
        <translation>修复已部分撤销。</translation>
    </message>
    <message>
        <source>Repair undone.</source>
        <translation>修复已撤销。</translation>
    </message>
    <message>
        <source>VGG16 with settings that work well on Pascal VOC; for a GPU</source>
        <translation>VGG16，采用已知在 Pascal VOC 上效果好的设置；需要 GPU</translation>
    </message>
    <message>
        <source>The same with ResNet-101: slower, slightly more accurate</source>
        <translation>同上，换成 ResNet-101：更慢，稍好</translation>
    </message>
    <message>
        <source>The same with ResNeXt-50 32x4d</source>
        <translation>同上，换成 ResNeXt-50 32x4d</translation>
    </message>
    <message>
        <source>The network of the tutorial, with its settings, at 800 px</source>
        <translation>教程中的网络，逐个数字一致，800 像素</translation>
    </message>
    <message>
        <source>ResNet-50 with a pyramid; can use COCO weights; for a GPU</source>
        <translation>带特征金字塔的 ResNet-50，与 torchvision 相同，可用其 COCO 权重；需要 GPU</translation>
    </message>
    <message>
        <source>ResNet-50 without a pyramid, with conv5 as the head; slow; for a GPU</source>
        <translation>不带特征金字塔的 ResNet-50，以 conv5 作为检测头；较慢；需要 GPU</translation>
    </message>
    <message>
        <source>ResNet-50 with more layers; best COCO weights; for a GPU</source>
        <translation>卷积和归一化更多的 ResNet-50；torchvision 最好的 COCO 权重；需要 GPU</translation>
    </message>
    <message>
        <source>Light pyramid network: fine-tunes in minutes on 2 CPU cores</source>
        <translation>轻量的金字塔网络，在两个 CPU 核心上几分钟即可微调</translation>
    </message>
    <message>
        <source>MobileNetV3 with a pyramid; can use COCO weights; for a CPU</source>
        <translation>带特征金字塔的 MobileNetV3，与 torchvision 相同，可用其 COCO 权重；适合 CPU</translation>
    </message>
    <message>
        <source>The same at 320 pixels: the fastest, for large objects</source>
        <translation>同上，输入为 320 像素：最快，适合大物体</translation>
    </message>
    <message>
        <source>Mask R-CNN with ResNet-50; can use torchvision&apos;s COCO weights; for a GPU</source>
        <translation>采用 ResNet-50 的 Mask R-CNN；可使用 torchvision 的 COCO 权重；适合 GPU</translation>
    </message>
    <message>
        <source>Mask R-CNN with more convolutions and norms; torchvision&apos;s best COCO weights; for a GPU</source>
        <translation>卷积层和归一化层更多的 Mask R-CNN；torchvision 最好的 COCO 权重；适合 GPU</translation>
    </message>
    <message>
        <source>A light Mask R-CNN that fine-tunes on two CPU cores</source>
        <translation>轻量的 Mask R-CNN，可在两个 CPU 核心上微调</translation>
    </message>
    <message>
        <source>Fast R-CNN with VGG16: proposals of selective search, no RPN; for a GPU</source>
        <translation>使用 VGG16 的 Fast R-CNN：候选框来自选择性搜索，无 RPN；适合 GPU</translation>
    </message>
    <message>
        <source>Fast R-CNN: mobilenet_fpn with selective search in place of the RPN</source>
        <translation>Fast R-CNN：mobilenet_fpn，用选择性搜索代替 RPN</translation>
    </message>
    <message>
        <source>SPP-Net: RoIs are pooled in a pyramid from frozen convolutions</source>
        <translation>SPP-Net：从冻结的卷积特征以金字塔方式池化 RoI</translation>
    </message>
    <message>
        <source>R-CNN: the network is run on each of 200 regions; slow to detect</source>
        <translation>R-CNN：对 200 个区域各运行一次网络；检测较慢</translation>
    </message>
    <message>
        <source>images that cannot be read</source>
        <translation>无法读取的图像</translation>
    </message>
    <message>
        <source>truncated images</source>
        <translation>被截断的图像</translation>
    </message>
    <message>
        <source>images in unsupported formats</source>
        <translation>格式不受支持的图像</translation>
    </message>
    <message>
        <source>images whose suffix does not match their format</source>
        <translation>后缀与实际格式不符的图像</translation>
    </message>
    <message>
        <source>labels that cannot be read</source>
        <translation>无法读取的标注</translation>
    </message>
    <message>
        <source>objects with unreadable labels</source>
        <translation>标注无法读取的目标</translation>
    </message>
    <message>
        <source>boxes of a class that is not in the class list</source>
        <translation>类别不在类别列表中的框</translation>
    </message>
    <message>
        <source>boxes with coordinates that are not numbers</source>
        <translation>坐标不是数字的框</translation>
    </message>
    <message>
        <source>boxes with swapped corners</source>
        <translation>两角颠倒的框</translation>
    </message>
    <message>
        <source>boxes without area</source>
        <translation>没有面积的框</translation>
    </message>
    <message>
        <source>boxes in fractions of the image instead of pixels</source>
        <translation>应为像素却是图像比例的框</translation>
    </message>
    <message>
        <source>boxes outside their image</source>
        <translation>在图像外的框</translation>
    </message>
    <message>
        <source>boxes larger than their image</source>
        <translation>比图像还大的框</translation>
    </message>
    <message>
        <source>images with an EXIF rotation, labeled without applying it</source>
        <translation>侧放且未转正就标注的图像</translation>
    </message>
    <message>
        <source>labels made for another image size, with boxes outside this image</source>
        <translation>为另一尺寸的图像制作、且有框超出本图像的标注</translation>
    </message>
    <message>
        <source>boxes smaller than a pixel</source>
        <translation>不足一个像素的框</translation>
    </message>
    <message>
        <source>labels made for another image size</source>
        <translation>为另一尺寸的图像所做的标注</translation>
    </message>
    <message>
        <source>boxes partly outside their image</source>
        <translation>部分在图像外的框</translation>
    </message>
    <message>
        <source>duplicate boxes</source>
        <translation>重复的框</translation>
    </message>
    <message>
        <source>objects with boxes of two classes</source>
        <translation>有两个类别的框的物体</translation>
    </message>
    <message>
        <source>outlines that cannot be used</source>
        <translation>无法使用的轮廓</translation>
    </message>
    <message>
        <source>outlines with rings of fewer than three points</source>
        <translation>含有少于三个点的环的轮廓</translation>
    </message>
    <message>
        <source>outlines partly outside their image</source>
        <translation>部分位于图像之外的轮廓</translation>
    </message>
    <message>
        <source>outlines that cross themselves</source>
        <translation>自相交的轮廓</translation>
    </message>
    <message>
        <source>outlines with holes outside their part</source>
        <translation>孔洞位于所属部分之外的轮廓</translation>
    </message>
    <message>
        <source>outlines with specks</source>
        <translation>带有碎点的轮廓</translation>
    </message>
    <message>
        <source>outlines that disagree with their box</source>
        <translation>与边界框不一致的轮廓</translation>
    </message>
    <message>
        <source>boxes too small for the network</source>
        <translation>对网络来说太小的框</translation>
    </message>
    <message>
        <source>unusual labels</source>
        <translation>异常的标注</translation>
    </message>
    <message>
        <source>labels without an image</source>
        <translation>没有图像的标注</translation>
    </message>
    <message>
        <source>files that look like labels but are not read</source>
        <translation>看似标注但未被读取的文件</translation>
    </message>
    <message>
        <source>images that differ only in their suffix</source>
        <translation>只有后缀不同的图像</translation>
    </message>
    <message>
        <source>duplicate images</source>
        <translation>重复的图像</translation>
    </message>
    <message>
        <source>classes with few boxes</source>
        <translation>框很少的类别</translation>
    </message>
    <message>
        <source>classes that stand for the background</source>
        <translation>表示背景的类别</translation>
    </message>
    <message>
        <source>classes that differ only in spelling</source>
        <translation>只有写法不同的类别</translation>
    </message>
    <message>
        <source>images without labels</source>
        <translation>没有标注的图像</translation>
    </message>
    <message>
        <source>remarks on reading the data</source>
        <translation>打开数据时注意到的事项</translation>
    </message>
    <message>
        <source>not available: torch was built without CUDA</source>
        <translation>不可用，此 torch 未带 CUDA</translation>
    </message>
    <message>
        <source>not available: no NVIDIA GPU, or no driver for it</source>
        <translation>不可用，没有 NVIDIA GPU 或其驱动程序</translation>
    </message>
    <message>
        <source>not available: not a Mac with such a GPU</source>
        <translation>不可用，这不是带有此类 GPU 的 Mac</translation>
    </message>
    <message>
        <source>NMS step</source>
        <translation>NMS 步骤</translation>
    </message>
    <message>
        <source>No candidate entered NMS.</source>
        <translation>没有候选进入 NMS。</translation>
    </message>
    <message>
        <source>Open an image to step through NMS of its proposals.</source>
        <translation>打开一张图像，逐步查看其候选框的 NMS。</translation>
    </message>
    <message>
        <source>Mistake {rank} of {count}: {box} keeps IoU {other}; {iou} was suppressed.</source>
        <translation>错误 {rank}/{count}：{box} 最多保有 IoU {other}，而 IoU {iou} 的候选被抑制了。</translation>
    </message>
    <message>
        <source>Mistake {rank} of {count}: none left for {box}; IoU {iou} was suppressed.</source>
        <translation>错误 {rank}/{count}：再没有候选够到 {box}，IoU {iou} 的候选被抑制了。</translation>
    </message>
    <message>
        <source>The kept box, those it suppresses, and those waiting.</source>
        <translation>保留的框、它抑制的框，以及仍在等待的框。</translation>
    </message>
    <message>
        <source>Kept: objectness {score}, {width} x {height} px.</source>
        <translation>保留：物体性 {score}，{width} x {height} px。</translation>
    </message>
    <message numerus="yes">
        <source>It suppresses %Ln candidate(s) with an IoU above {limit}.</source>
        <translation>
            <numerusform>它抑制 %Ln 个与它的 IoU 大于 {limit} 的候选。</numerusform>
        </translation>
    </message>
    <message>
        <source>Still waiting: {count}.</source>
        <translation>仍在等待：{count} 个。</translation>
    </message>
    <message>
        <source>{box}: {iou} instead of {other}</source>
        <translation>{box}：{iou}，而不是 {other}</translation>
    </message>
    <message>
        <source>{file} could not be written: {reason}.</source>
        <translation>无法写入 {file}：{reason}。</translation>
    </message>
    <message>
        <source>Copy as &amp;picture</source>
        <translation>复制为图片(&amp;P)</translation>
    </message>
    <message>
        <source>Copy &amp;values as CSV</source>
        <translation>将数值复制为 CSV(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Save picture…</source>
        <translation>保存图片(&amp;S)…</translation>
    </message>
    <message>
        <source>Save values as &amp;CSV…</source>
        <translation>将数值保存为 CSV(&amp;C)…</translation>
    </message>
    <message>
        <source>PNG image</source>
        <translation>PNG 图片</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>Save values</source>
        <translation>保存数值</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>SVG drawing</source>
        <translation>SVG 图形</translation>
    </message>
    <message>
        <source>Export view</source>
        <translation>导出视图</translation>
    </message>
    <message>
        <source>Save stage trace</source>
        <translation>保存各阶段的轨迹</translation>
    </message>
    <message>
        <source>Traces</source>
        <translation>轨迹</translation>
    </message>
    <message>
        <source>Nothing was saved: another image was opened too early.</source>
        <translation>在轨迹完成之前离开了图像；没有保存任何内容。</translation>
    </message>
    <message>
        <source>Open a trace</source>
        <translation>打开轨迹</translation>
    </message>
    <message>
        <source>{trace} is of {image}, {width} x {height} px. Show it first.</source>
        <translation>{trace} 来自 {image}，{width} x {height} px。请显示那张图像，然后重新打开轨迹。</translation>
    </message>
    <message>
        <source>Showing the stages of {trace}, recorded for {image}.</source>
        <translation>所示各阶段来自 {trace}，图像为 {image}。</translation>
    </message>
    <message>
        <source>Close trace</source>
        <translation>关闭轨迹</translation>
    </message>
    <message>
        <source>Written to {path}.</source>
        <translation>已写入 {path}。</translation>
    </message>
    <message>
        <source>Objects at this point</source>
        <translation>此处的对象</translation>
    </message>
    <message>
        <source>Boxes, anchors and detections at the last click, most informative first. Press Tab on the canvas to go through them.</source>
        <translation>上次单击处的框、锚框和检测结果，最能说明问题的在前。在画布上按 Tab 逐个查看。</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>卡片</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>返回(&amp;B)</translation>
    </message>
    <message>
        <source>To the previous card.</source>
        <translation>回到之前显示的卡片。</translation>
    </message>
    <message>
        <source>To the previous card</source>
        <translation>到前一张卡片</translation>
    </message>
    <message>
        <source>&amp;Copy card</source>
        <translation>复制卡片(&amp;C)</translation>
    </message>
    <message>
        <source>Copy the card as text</source>
        <translation>把卡片作为文本复制</translation>
    </message>
    <message>
        <source>The network does not have this class.</source>
        <translation>网络没有这个类别。</translation>
    </message>
    <message>
        <source>No area inside the image, so training leaves it out.</source>
        <translation>它在图像内没有面积,因此训练时被略去。</translation>
    </message>
    <message>
        <source>IoU of its positive anchors: {list}</source>
        <translation>它的正样本锚框的 IoU：{list}</translation>
    </message>
    <message>
        <source>Its best anchor, {best}, has IoU {iou}.</source>
        <translation>它的最佳锚框 {best} 的 IoU 为 {iou}。</translation>
    </message>
    <message>
        <source>Found: {label} {score}, IoU {iou}</source>
        <translation>已检出：{label} {score}，IoU {iou}</translation>
    </message>
    <message>
        <source>Found with a low score: {label} {score}, IoU {iou}</source>
        <translation>已检出但得分低：{label} {score}，IoU {iou}</translation>
    </message>
    <message>
        <source>Detection {number} of {count}, from {proposal}.</source>
        <translation>第 {number} 个检测（共 {count} 个），来自{proposal}。</translation>
    </message>
    <message>
        <source>Not found, not counted: {box}</source>
        <translation>未检出，不计入：{box}</translation>
    </message>
    <message>
        <source>Left out: {box}</source>
        <translation>不参与：{box}</translation>
    </message>
    <message>
        <source>No shape fits: centered, the best has IoU {iou}. Add a similar scale or ratio, or raise the short side.</source>
        <translation>没有适合的形状：居中时最佳 IoU 为 {iou}。请添加相近的尺度或比例，或增大短边。</translation>
    </message>
    <message>
        <source>Better, but crosses the image border: {outside}, IoU {iou}.</source>
        <translation>更好但越过图像边界：{outside}，IoU {iou}。</translation>
    </message>
    <message>
        <source>Difficult: counts neither as found nor as missed.</source>
        <translation>它被标记为困难，因此既不算检出，也不算漏检。</translation>
    </message>
    <message>
        <source>detection of its class</source>
        <translation>其类别的检测</translation>
    </message>
    <message>
        <source>best box of {source}</source>
        <translation>{source}的最佳框</translation>
    </message>
    <message>
        <source>{box}: {size} in the image, {input} at the network input</source>
        <translation>{box}：图像中 {size}，网络输入处 {input}</translation>
    </message>
    <message numerus="yes">
        <source>Matched: %Ln positive anchor(s), best IoU {limit} or more.</source>
        <translation>
            <numerusform>已匹配：%Ln 个正样本锚框，至少一个的 IoU 达到 {limit}。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Best anchor only: none reaches IoU {limit} (%Ln positive).</source>
        <translation>
            <numerusform>仅最佳锚框：没有达到 IoU {limit}（%Ln 个正样本）。</numerusform>
        </translation>
    </message>
    <message>
        <source>A shape fits (IoU {iou} if centered), but its cells are {stride} px apart and none is near.</source>
        <translation>有形状适合（居中时 IoU {iou}），但其单元相距 {stride} px，没有足够近的。</translation>
    </message>
    <message>
        <source>Unmatched: no positive anchor in training.</source>
        <translation>未匹配：训练中没有正样本锚框。</translation>
    </message>
    <message>
        <source>Its best anchor overlaps {other} more and is assigned to it.</source>
        <translation>它的最佳锚框与 {other} 重叠更多，因此学习找到那个。</translation>
    </message>
    <message>
        <source>best candidate</source>
        <translation>最佳候选</translation>
    </message>
    <message>
        <source>Below the score {limit} of Detections and Review: missed there.</source>
        <translation>低于“检测结果”和“审阅”的得分 {limit}，因此在那里算作漏检。</translation>
    </message>
    <message>
        <source>best proposal</source>
        <translation>最佳候选框</translation>
    </message>
    <message>
        <source>best RoI in training</source>
        <translation>训练中的最佳 RoI</translation>
    </message>
    <message>
        <source>The best detection of its class was matched with {other}.</source>
        <translation>该类别的最佳检测结果已与{other}匹配。</translation>
    </message>
    <message>
        <source>The head takes {proposal} for {other} ({other_score}), not for {label} ({score}).</source>
        <translation>检测头把{proposal}当作 {other}（{other_score}），而不是 {label}（{score}）。</translation>
    </message>
    <message>
        <source>The head gives {proposal} {label} {score}, below the score {limit}.</source>
        <translation>检测头给{proposal}的 {label} 分数为 {score}，低于分数阈值 {limit}。</translation>
    </message>
    <message>
        <source>The head&apos;s box for {proposal} has IoU {iou}, below {limit}.</source>
        <translation>检测头为{proposal}给出的框 IoU 为 {iou}，低于 {limit}。</translation>
    </message>
    <message>
        <source>the box itself</source>
        <translation>框本身</translation>
    </message>
    <message>
        <source>positive by IoU</source>
        <translation>按 IoU 为正样本</translation>
    </message>
    <message>
        <source>positive as best</source>
        <translation>作为最佳为正样本</translation>
    </message>
    <message>
        <source>negative</source>
        <translation>负样本</translation>
    </message>
    <message>
        <source>ignored</source>
        <translation>忽略</translation>
    </message>
    <message>
        <source>outside</source>
        <translation>界外</translation>
    </message>
    <message>
        <source>proposal</source>
        <translation>候选框</translation>
    </message>
    <message>
        <source>Correct, false and missed at the current score.</source>
        <translation>按滑块的分数，正确和错误的检测结果，以及漏检的框。</translation>
    </message>
    <message>
        <source>Comparing all labeled images…</source>
        <translation>正在对照所有已标注的图像…</translation>
    </message>
    <message>
        <source>Measuring. Stop it, or wait until it ends.</source>
        <translation>测量正在进行。请停止测量或等待其结束。</translation>
    </message>
    <message>
        <source>Comparing {name} with the labels…</source>
        <translation>正在将 {name} 与标注比较…</translation>
    </message>
    <message>
        <source>Export needs {packages}. Install with: {command}</source>
        <translation>导出需要 {packages}。安装命令：{command}</translation>
    </message>
    <message>
        <source>Export of the network canceled.</source>
        <translation>已取消导出网络。</translation>
    </message>
    <message>
        <source>Exported to {file}. Same boxes on {images} ({detections}), within {pixels} px and {score} in score. Per image: {file_ms} ms with onnxruntime, {network_ms} ms with torch.</source>
        <translation>已导出到 {file}。在 {images}（{detections}）上的框相同，相差不超过 {pixels} px、得分 {score}。每张图像：onnxruntime {file_ms} ms，torch {network_ms} ms。</translation>
    </message>
    <message>
        <source>Same masks, within {probability} in probability.</source>
        <translation>掩码相同，概率相差不超过 {probability}。</translation>
    </message>
    <message>
        <source>8 bits: {before_ms} to {after_ms} ms per image. No AP: no labels.</source>
        <translation>8 位：每张图像由 {before_ms} 变为 {after_ms} 毫秒；没有可用来测量 AP 的标注。</translation>
    </message>
    <message>
        <source>8 bits: AP {before} to {after} ({images}), {before_ms} to {after_ms} ms.</source>
        <translation>8 位：在 {images}上 AP 由 {before} 变为 {after}；每张图像由 {before_ms} 变为 {after_ms} 毫秒。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln labeled image(s)</source>
        <translation>
            <numerusform>%Ln 张已标注的图像</numerusform>
        </translation>
    </message>
    <message>
        <source>Detections from {name}.</source>
        <translation>检测结果来自 {name}。</translation>
    </message>
    <message>
        <source>not detected</source>
        <translation>未检出</translation>
    </message>
    <message>
        <source>Boxes: {boxes}.
Masks: {masks}.
Boundaries: {boundary}.</source>
        <translation>框：{boxes}。
掩码：{masks}。
边界：{boundary}。</translation>
    </message>
    <message>
        <source>Open a folder with labels to compare detections with them.</source>
        <translation>打开带有标注的文件夹，以便将检测结果与标注比较。</translation>
    </message>
    <message>
        <source>Review needs a trained network: train or choose one.</source>
        <translation>审阅需要训练过的网络：请训练或选择一个。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Measures as soon as the network is loaded.</source>
        <translation>网络加载后即开始测量。</translation>
    </message>
    <message>
        <source>Another network is in use. Measure again.</source>
        <translation>已换用另一个网络。请重新测量。</translation>
    </message>
    <message>
        <source>Nothing is measured yet.</source>
        <translation>尚未测量。</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Choose network…</source>
        <translation>选择网络…</translation>
    </message>
    <message numerus="yes">
        <source>Measure %Ln labeled image(s)</source>
        <translation>
            <numerusform>测量 %Ln 张已标注图像</numerusform>
        </translation>
    </message>
    <message>
        <source>No detection of its class reaches IoU 0.5.</source>
        <translation>没有同类检测结果与其 IoU 达到 0.5 或以上。</translation>
    </message>
    <message>
        <source>score too low</source>
        <translation>得分太低</translation>
    </message>
    <message>
        <source>Shows what {network} detects correctly, falsely, or misses.</source>
        <translation>显示{network}的检测哪些正确、哪些误检、哪些漏检。</translation>
    </message>
    <message>
        <source>Detected, but below the current score.</source>
        <translation>已找到，但分数低于滑块的要求。</translation>
    </message>
    <message>
        <source>too small</source>
        <translation>太小</translation>
    </message>
    <message>
        <source>suppressed</source>
        <translation>被抑制</translation>
    </message>
    <message>
        <source>not among the best</source>
        <translation>不在最好之列</translation>
    </message>
    <message>
        <source>Matching anchors with boxes…</source>
        <translation>正在衡量锚框…</translation>
    </message>
    <message>
        <source>Open a folder to see how well anchors fit its boxes.</source>
        <translation>打开一个文件夹,即可查看锚框与其中的框匹配得如何。</translation>
    </message>
    <message>
        <source>The settings have changed. Measure again.</source>
        <translation>此后设置已改变;请重新衡量。</translation>
    </message>
    <message>
        <source>unmatched</source>
        <translation>未匹配</translation>
    </message>
    <message>
        <source>The search found no anchors that fit better.</source>
        <translation>搜索没有找到匹配得更好的锚框。</translation>
    </message>
    <message>
        <source>Current: {anchors}</source>
        <translation>目前:{anchors}</translation>
    </message>
    <message>
        <source>Suggested: {anchors}</source>
        <translation>建议:{anchors}</translation>
    </message>
    <message>
        <source>Mean best IoU {before} → {after}, matched boxes {matched} → {more} of {boxes}.</source>
        <translation>最佳 IoU 平均值 {before} → {after},匹配的框 {matched} → {more}(共 {boxes} 个)。</translation>
    </message>
    <message>
        <source>Too few boxes: the suggested sizes may not fit other images.</source>
        <translation>框这么少,按它们定出的大小难以说明今后的框。</translation>
    </message>
    <message>
        <source>Measure shows how well the anchors fit this folder.</source>
        <translation>“测量”显示锚框与此文件夹的适合程度。</translation>
    </message>
    <message>
        <source>IoU {limit} or more: {matched} of {boxes} boxes; best anchor only: {rescued}; none: {unmatched}. Mean best IoU {mean}.</source>
        <translation>IoU 不低于 {limit}：{boxes} 个框中 {matched} 个；仅最佳锚框：{rescued}；没有：{unmatched}。最佳 IoU 平均 {mean}。</translation>
    </message>
    <message>
        <source>scales {scales}; ratios {ratios}</source>
        <translation>尺度 {scales};宽高比 {ratios}</translation>
    </message>
    <message>
        <source>matched</source>
        <translation>匹配</translation>
    </message>
    <message>
        <source>Its box is a detection.</source>
        <translation>它的框是最终检测结果。</translation>
    </message>
    <message>
        <source>Its class scores too low to be a detection.</source>
        <translation>它的类别得分太低，不能成为检测结果。</translation>
    </message>
    <message>
        <source>NMS within its class removed it.</source>
        <translation>同类别框之间的 NMS 去掉了它。</translation>
    </message>
    <message>
        <source>It survived NMS, but the limit of detections was reached.</source>
        <translation>它通过了 NMS，但一张图像的检测结果不超过上限。</translation>
    </message>
    <message>
        <source>No positive anchor: the RPN does not learn such objects.</source>
        <translation>没有锚框是它的正样本，因此 RPN 从这类物体中什么也学不到。</translation>
    </message>
    <message>
        <source>No candidate of the RPN overlaps it enough.</source>
        <translation>RPN 没有候选与它重叠得足够多。</translation>
    </message>
    <message>
        <source>Candidates overlap it, but were dropped for their size.</source>
        <translation>有候选与它重叠得足够多，但因大小被丢弃。</translation>
    </message>
    <message>
        <source>Candidates overlap it, but their objectness was too low.</source>
        <translation>有候选与它重叠得足够多，但得分太低，不在最好之列。</translation>
    </message>
    <message>
        <source>Candidates overlap it, but others suppressed them.</source>
        <translation>有候选与它重叠得足够多，但被其他重叠不够的候选抑制。</translation>
    </message>
    <message>
        <source>The head detected it, but NMS or the limit removed it.</source>
        <translation>检测头找到了它；检测结果之间的 NMS 或其上限把它去掉了。</translation>
    </message>
    <message>
        <source>The box is correct, but the IoU of its mask is below 0.5.</source>
        <translation>框正确，但其掩码的 IoU 低于 0.5。</translation>
    </message>
    <message>
        <source>Missed at the anchors: {box}</source>
        <translation>因锚框漏检：{box}</translation>
    </message>
    <message>
        <source>Missed by the boxes of the RPN: {box}</source>
        <translation>因 RPN 的框漏检：{box}</translation>
    </message>
    <message>
        <source>Missed by the minimum size: {box}</source>
        <translation>因最小边长漏检：{box}</translation>
    </message>
    <message>
        <source>Missed by the score of the RPN: {box}</source>
        <translation>因 RPN 的分数漏检：{box}</translation>
    </message>
    <message>
        <source>Missed in NMS of the candidates: {box}</source>
        <translation>在候选的 NMS 中漏检：{box}</translation>
    </message>
    <message>
        <source>Missed in the RoI head: {box}</source>
        <translation>在 RoI 检测头中漏检：{box}</translation>
    </message>
    <message>
        <source>Missed in NMS of the detections: {box}</source>
        <translation>在检测的 NMS 中漏检：{box}</translation>
    </message>
    <message>
        <source>Box correct, mask not: {box}</source>
        <translation>框正确，掩码不正确：{box}</translation>
    </message>
    <message>
        <source>Missed by the limit of proposals: {box}</source>
        <translation>因候选框数量上限而遗漏：{box}</translation>
    </message>
    <message>
        <source>no positive anchor</source>
        <translation>没有正样本锚框</translation>
    </message>
    <message>
        <source>no candidate near it</source>
        <translation>附近没有候选</translation>
    </message>
    <message>
        <source>candidates too small</source>
        <translation>候选太小</translation>
    </message>
    <message>
        <source>objectness too low</source>
        <translation>物体性太低</translation>
    </message>
    <message>
        <source>best anchor only</source>
        <translation>仅有最佳锚框</translation>
    </message>
    <message>
        <source>The head gave another class, a low score or a poor box.</source>
        <translation>检测头给出了别的类别、较低的得分或不准的框。</translation>
    </message>
    <message>
        <source>missed in NMS</source>
        <translation>在 NMS 中漏检</translation>
    </message>
    <message>
        <source>missed in the head</source>
        <translation>在检测头中漏检</translation>
    </message>
    <message>
        <source>missed in final NMS</source>
        <translation>在最终 NMS 中漏检</translation>
    </message>
    <message>
        <source>missed by the mask head</source>
        <translation>在掩码头漏检</translation>
    </message>
    <message>
        <source>No proposal of {source} overlaps it enough.</source>
        <translation>{source}没有候选框与它重叠得足够多。</translation>
    </message>
    <message>
        <source>Proposals of {source} overlap it, but were dropped for their size.</source>
        <translation>{source}的候选框与它重叠，但因尺寸被舍弃。</translation>
    </message>
    <message>
        <source>Proposals of {source} overlap it, but too many others rank before them.</source>
        <translation>{source}的候选框与它重叠，但排在前面的其他框太多。</translation>
    </message>
    <message>
        <source>Missed by {source}: {box}</source>
        <translation>因{source}漏检：{box}</translation>
    </message>
    <message>
        <source>no proposal near it</source>
        <translation>附近没有候选框</translation>
    </message>
    <message>
        <source>proposals too small</source>
        <translation>候选框太小</translation>
    </message>
    <message>
        <source>proposals rank too low</source>
        <translation>候选框排名太低</translation>
    </message>
    <message>
        <source>the RPN</source>
        <translation>RPN</translation>
    </message>
    <message>
        <source>selective search</source>
        <translation>选择性搜索</translation>
    </message>
    <message>
        <source>selective search in quality mode</source>
        <translation>质量模式的选择性搜索</translation>
    </message>
    <message>
        <source>selective search at 200 px</source>
        <translation>200 像素的选择性搜索</translation>
    </message>
    <message>
        <source>edge boxes</source>
        <translation>边缘框</translation>
    </message>
    <message>
        <source>sliding windows</source>
        <translation>滑动窗口</translation>
    </message>
    <message>
        <source>no RPN</source>
        <translation>无 RPN</translation>
    </message>
    <message>
        <source>This network has no RPN, so there are no anchors: its proposals come from {source}.</source>
        <translation>此网络没有 RPN，因此没有锚框：其候选框来自 {source}。</translation>
    </message>
    <message>
        <source>row {row}, column {column} of the cells every {stride} px</source>
        <translation>每 {stride} px 一个的单元格的第 {row} 行、第 {column} 列</translation>
    </message>
    <message>
        <source>Writing {name}</source>
        <translation>正在写入 {name}</translation>
    </message>
    <message>
        <source>Reading {name}</source>
        <translation>正在读取 {name}</translation>
    </message>
    <message>
        <source>{image} is no longer pinned.</source>
        <translation>{image} 不再固定。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) already pinned. Each one slows down training.</source>
        <translation>
            <numerusform>已固定 %Ln 张图像，每一张都会增加网络训练的时间。</numerusform>
        </translation>
    </message>
    <message>
        <source>{image} is pinned: training records its stages.</source>
        <translation>已固定 {image}：训练时会记录其各阶段。</translation>
    </message>
    <message>
        <source>Pinned image</source>
        <translation>固定的图像</translation>
    </message>
    <message>
        <source>Stages of pinned images are recorded every few steps of a training.</source>
        <translation>训练中每隔几步查看一次固定的图像。</translation>
    </message>
    <message>
        <source>Training step</source>
        <translation>轨迹的步数</translation>
    </message>
    <message>
        <source>Shows the stages of the pinned image at each recorded step of the training.</source>
        <translation>逐步查看训练中网络对固定图像的结果。</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>已固定</translation>
    </message>
    <message>
        <source>step {step}</source>
        <translation>第 {step} 步</translation>
    </message>
    <message>
        <source>The network is untrained, so its results are random.</source>
        <translation>此网络未经训练，因此它说的只是偶然。</translation>
    </message>
    <message>
        <source>Tour of the stages</source>
        <translation>各阶段导览</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>Stages in the order of the tutorial. Choose one to show it.</source>
        <translation>按教程顺序的各阶段；选择一个即可前往。</translation>
    </message>
    <message>
        <source>&amp;Open demo</source>
        <translation>打开示例(&amp;O)</translation>
    </message>
    <message>
        <source>The tour needs an image with boxes, such as those of the demo.</source>
        <translation>导览需要带框的图像，演示中就有。</translation>
    </message>
    <message>
        <source>To the previous stage.</source>
        <translation>到上一阶段。</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>下一步(&amp;N)</translation>
    </message>
    <message>
        <source>To the next stage.</source>
        <translation>到下一阶段。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln box(es) on this image, {width} x {height} px.</source>
        <translation>
            <numerusform>此图像上有 %Ln 个框，{width} x {height} px。</numerusform>
        </translation>
    </message>
    <message>
        <source>The image is resized to {width} x {height} px. Its features have {channels} channels of {maps} cells.</source>
        <translation>图像被缩放到 {width} x {height} px；它的特征是 {channels} 个通道，{maps} 个单元格。</translation>
    </message>
    <message>
        <source>{count} cells, one every {strides} px of the network input.</source>
        <translation>{count} 个单元格，在网络输入中每 {strides} px 一个。</translation>
    </message>
    <message>
        <source>{total} anchors, {inside} of them inside the image.</source>
        <translation>{total} 个锚框；其中 {inside} 个在图像内。</translation>
    </message>
    <message>
        <source>Positive: {by_iou} with IoU {positive} or more, {best} as best for a box. Negative: {negative} below {low}. Ignored: {between} in between, {outside} outside.</source>
        <translation>正样本：{by_iou} 个 IoU 达到 {positive}，{best} 个作为框的最佳。负样本：{negative} 个低于 {low}。忽略：{between} 个介于之间，{outside} 个在界外。</translation>
    </message>
    <message>
        <source>{positive} positive and {negative} negative anchors are sampled, {samples} at most.</source>
        <translation>抽取了 {positive} 个正样本和 {negative} 个负样本锚框，最多 {samples} 个。</translation>
    </message>
    <message>
        <source>Objectness of the {count} anchors: {low} to {high}.</source>
        <translation>{count} 个锚框的物体性：{low} 到 {high}。</translation>
    </message>
    <message>
        <source>{entered} of {total} candidates enter NMS; {small} are too small.</source>
        <translation>{total} 个候选中有 {entered} 个进入 NMS；{small} 个太小。</translation>
    </message>
    <message>
        <source>NMS suppresses {suppressed} of them (IoU above {limit}); the best {kept} of the rest are kept.</source>
        <translation>NMS 抑制其中 {suppressed} 个（IoU 超过 {limit}）；其余的最好的 {kept} 个被保留。</translation>
    </message>
    <message>
        <source>{positive} positive RoIs (IoU {limit} or more with a box) and {negative} background RoIs.</source>
        <translation>{positive} 个正样本 RoI（与某个框的 IoU 达到 {limit}）和 {negative} 个背景。</translation>
    </message>
    <message>
        <source>Every RoI becomes {channels} x {size} x {size} numbers.</source>
        <translation>每个 RoI 变成 {channels} x {size} x {size} 个数。</translation>
    </message>
    <message>
        <source>{classes} classes and background for each of {rois} proposals; {scored} boxes score {limit} or more.</source>
        <translation>对 {rois} 个候选框各有 {classes} 个类别和背景；{scored} 个框得分达到 {limit}。</translation>
    </message>
    <message>
        <source>RPN: objectness {objectness}, box {rpn_box}. Head: class {cls}, box {box}. Total {total}.</source>
        <translation>RPN：物体性 {objectness}，框 {rpn_box}。检测头：类别 {cls}，框 {box}。合计 {total}。</translation>
    </message>
    <message>
        <source>R-CNN (2014) takes some 2,000 regions from selective search, warps each to one size, and runs the network on every one. An SVM for each class scores the features. All of it takes 47 s an image, besides selective search. The regions shown are the proposals of the network in use; those of selective search are in View, Panels, Proposal sources.</source>
        <translation>R-CNN（2014）从选择性搜索得到约 2,000 个区域，把每个区域变形到同一尺寸，并对每个区域运行网络。每个类别有一个 SVM 为特征评分。一张图像总共用时 47 秒，选择性搜索除外。图中的区域是所用网络的候选框；选择性搜索的区域见“视图，面板，候选框来源”。</translation>
    </message>
    <message>
        <source>The image and its boxes</source>
        <translation>图像和它的框</translation>
    </message>
    <message>
        <source>Faster R-CNN learns from images in which a box with a class is drawn around each object. Its purpose is to find such boxes in unlabeled images.</source>
        <translation>Faster R-CNN 从每个物体都画有带类别的框的图像中学习，目的是在未标注的图像中找到这样的框。</translation>
    </message>
    <message>
        <source>Features</source>
        <translation>特征</translation>
    </message>
    <message>
        <source>{count} anchors per cell: sides of {scales} cells, height to width {ratios}.</source>
        <translation>每个单元格 {count} 个锚框：边长为 {scales} 个单元格，高宽比为 {ratios}。</translation>
    </message>
    <message>
        <source>Maps of {size} cells. {rois} RoIs with an outlined object train it, with a loss of {loss}.</source>
        <translation>每张图有 {size} 个单元格。训练它的是 {rois} 个物体带轮廓的 RoI，损失为 {loss}。</translation>
    </message>
    <message>
        <source>Every RoI is cut out of the input and resized to {size} x {size} px: the backbone is run on each.</source>
        <translation>每个 RoI 都从输入中裁出并缩放为 {size} x {size} 像素，骨干网络对每个 RoI 各运行一次。</translation>
    </message>
    <message>
        <source>Every RoI becomes 50 numbers for each of {channels} channels: the maxima of 1, 4, 9 and 36 bins.</source>
        <translation>每个 RoI 在 {channels} 个通道中各变为 50 个数：1、4、9 和 36 个格的最大值。</translation>
    </message>
    <message>
        <source>The {count} proposals of the network in use would be {count} runs of the backbone. Together they have {times} times the area of this image.</source>
        <translation>所用网络的 {count} 个候选框会使骨干网络运行 {count} 次。它们的面积总和是此图像的 {times} 倍。</translation>
    </message>
    <message>
        <source>One pass gives {channels} channels of {maps} cells, for all {count} regions of this image.</source>
        <translation>一次计算得到 {channels} 个通道、每个 {maps} 个单元，供此图像的全部 {count} 个区域使用。</translation>
    </message>
    <message>
        <source>On this image, one run of the head gives {count} regions a score and a box for each of {classes} classes.</source>
        <translation>在此图像上，检测头运行一次，就为 {count} 个区域给出 {classes} 个类别的得分和框。</translation>
    </message>
    <message>
        <source>On this image: {anchors} anchors are scored, and {count} of them become proposals.</source>
        <translation>在此图像上：为 {anchors} 个锚框评分，其中 {count} 个成为候选框。</translation>
    </message>
    <message>
        <source>RPN: objectness {objectness}, box {rpn_box}. Head: class {cls}, box {box}. Mask head: {mask}. Total {total}.</source>
        <translation>RPN：物体性 {objectness}，框 {rpn_box}。检测头：类别 {cls}，框 {box}。掩码头：{mask}。合计 {total}。</translation>
    </message>
    <message>
        <source>{count} anchors per cell: sides of {scales} px, height to width {ratios}.</source>
        <translation>每个单元格 {count} 个锚框：边长为 {scales} px，高宽比为 {ratios}。</translation>
    </message>
    <message numerus="yes">
        <source>After NMS within each class (IoU above {limit}): %Ln detection(s).</source>
        <translation>
            <numerusform>每个类别内 NMS（IoU 超过 {limit}）之后：%Ln 个检测结果。</numerusform>
        </translation>
    </message>
    <message>
        <source>Before: R-CNN</source>
        <translation>之前：R-CNN</translation>
    </message>
    <message>
        <source>SPP-Net shares the features</source>
        <translation>SPP-Net 共享特征</translation>
    </message>
    <message>
        <source>Regions overlap, so R-CNN computes the same pixels again and again. SPP-Net (2014) runs the backbone once on the whole image and pools each region from its map, in grids of 1, 4, 9 and 36 bins.</source>
        <translation>区域相互重叠，因此 R-CNN 反复计算相同的像素。SPP-Net（2014）对整张图像只运行一次骨干网络，并从特征图中把每个区域池化为 1、4、9 和 36 格的网格。</translation>
    </message>
    <message>
        <source>Fast R-CNN joins the training</source>
        <translation>Fast R-CNN 合并训练</translation>
    </message>
    <message>
        <source>In R-CNN and SPP-Net, network, SVMs and box regressors are trained one after another. Fast R-CNN (2015) pools each region into one grid, and one head predicts its class and its box: all of it is trained together.</source>
        <translation>在 R-CNN 和 SPP-Net 中，网络、SVM 和框回归器依次训练。Fast R-CNN（2015）把每个区域池化为一个网格，由一个检测头预测其类别和框：全部一起训练。</translation>
    </message>
    <message>
        <source>Faster R-CNN proposes by itself</source>
        <translation>Faster R-CNN 自己提出候选框</translation>
    </message>
    <message>
        <source>Of the 2.3 s that Fast R-CNN takes for an image, selective search takes about 2. Faster R-CNN (2015) replaces it by the region proposal network, which finds the regions in the features that are there already: 0.2 s in all. To measure the four on this image, choose View, Panels, Detector race.</source>
        <translation>Fast R-CNN 处理一张图像用时 2.3 秒，其中选择性搜索约占 2 秒。Faster R-CNN（2015）用区域候选网络代替它，在已有的特征中找到区域：总共 0.2 秒。要在此图像上测量这四种检测器，请选择“视图，面板，检测器比较”。</translation>
    </message>
    <message>
        <source>A backbone, usually pretrained on ImageNet, turns the image into feature maps. Each of their many channels responds to a pattern that it has learned. Try other channels under Layers, Feature map.</source>
        <translation>骨干网络（通常先在 ImageNet 上训练过）把图像变成特征图：许多通道，每个通道是它学会看到的一种东西的图。可在“图层”的“特征图”下试试其他通道。</translation>
    </message>
    <message>
        <source>Each cell of a feature map represents one place in the image. The points are the centers of the cells. The network searches for objects at each of them.</source>
        <translation>特征图的每个单元格看图像的一处。点是单元格的中心；网络将在每一处寻找物体。</translation>
    </message>
    <message>
        <source>The anchors of one cell</source>
        <translation>一个单元格的锚框</translation>
    </message>
    <message>
        <source>The network does not predict boxes from nothing. It starts from anchors: a few boxes of fixed sizes and shapes around the center of each cell. These are the anchors of one cell; all other cells have the same.</source>
        <translation>单元格不会凭空猜框：它从锚框开始，即其中心周围几个固定大小和形状的框。这里是一个单元格的锚框；其他单元格的都一样。</translation>
    </message>
    <message>
        <source>All anchors</source>
        <translation>所有锚框</translation>
    </message>
    <message>
        <source>Together, the cells have an anchor for nearly every position and size of an object. One shape is shown at every cell. Training can leave out anchors that cross the image border; this is a setting.</source>
        <translation>所有单元格合起来，几乎对物体可能的每个位置和大小都有一个锚框；这里在每个单元格显示一种形状。如果设置如此，超出图像边界的锚框不用于训练。</translation>
    </message>
    <message>
        <source>Which anchors mean an object</source>
        <translation>哪些锚框代表物体</translation>
    </message>
    <message>
        <source>An anchor is positive if its IoU with a box (shared area divided by joint area) is high enough. The best anchor of each box is positive too, so that each box has one. Anchors with a low IoU are background; those in between are ignored.</source>
        <translation>与某个框重叠足够多（按 IoU，即共同面积除以合并面积）的锚框是正样本，每个框的最佳锚框也是，这样没有框被遗忘。重叠很少的是背景；介于之间的什么也不教。</translation>
    </message>
    <message>
        <source>A minibatch of anchors</source>
        <translation>一个锚框小批量</translation>
    </message>
    <message>
        <source>Nearly all anchors are background and would outweigh the few objects. Training therefore uses a small sample, at most half of it positive.</source>
        <translation>背景几乎无处不在，会淹没少数物体。因此为训练抽取一个小样本，其中至多一半是正样本。</translation>
    </message>
    <message>
        <source>The region proposal network</source>
        <translation>区域候选网络</translation>
    </message>
    <message>
        <source>A small network slides over the features. For each anchor it predicts how likely it is to be an object (its objectness), and the deltas that move and scale it. The map shows the best objectness of each cell.</source>
        <translation>一个小网络在特征上滑动，对每个锚框说两件事：它是物体的可能性有多大（物体性），以及用怎样的偏移量移动和缩放它。图中显示每个单元格最好的物体性。</translation>
    </message>
    <message>
        <source>Anchors moved and scaled by their deltas, and clipped at the border, become candidates. Only those with the best objectness are kept.</source>
        <translation>按偏移量移动和缩放并在边界处截断后，锚框成为物体的候选。只有物体性最好的继续。</translation>
    </message>
    <message>
        <source>Many candidates cover the same object. Non-maximum suppression (NMS) goes through them from the best on and drops those that overlap a better one too much. The rest are the proposals. To step through NMS, choose View, Panels, NMS.</source>
        <translation>许多候选指同一个物体，因此非极大值抑制（NMS）从最好的开始逐个处理，去掉与更好的重叠太多的。剩下的就是候选框；可在“视图”、“面板”、“NMS”下逐步查看。</translation>
    </message>
    <message>
        <source>The boxes of the proposal source come with a rank. The best of them, up to a limit, are the proposals: there is no RPN, and no NMS before the head. To compare sources, choose View, Panels, Proposal sources.</source>
        <translation>候选框来源的框带有排名。其中最好的若干个（不超过上限）就是候选框：没有 RPN，检测头之前也没有 NMS。要比较各来源，请选择“视图”“面板”“候选框来源”。</translation>
    </message>
    <message>
        <source>RoIs to learn from</source>
        <translation>用来学习的区域</translation>
    </message>
    <message>
        <source>To train the second half of the network, some proposals are sampled. Those that overlap a box enough get its class; the others are background.</source>
        <translation>为训练网络的后半部分，抽取一些候选框。与某个框重叠足够多的得到它的类别，其他的是背景。</translation>
    </message>
    <message>
        <source>RoI pooling</source>
        <translation>RoI 池化</translation>
    </message>
    <message>
        <source>Proposals differ in size, but the next layers need inputs of one size. The features of each proposal are pooled into a grid of fixed size. The bins of one proposal are shown.</source>
        <translation>候选框大小各异，但后面需要统一大小的输入。因此不论大小，每个候选框下的特征都被池化成同样多的格子：这里是一个候选框的格子。</translation>
    </message>
    <message>
        <source>The Fast R-CNN head</source>
        <translation>Fast R-CNN 检测头</translation>
    </message>
    <message>
        <source>The head uses the pooled features of each proposal to predict its class and to refine its box. Arrows point from the proposals to their final boxes.</source>
        <translation>检测头看每个候选框池化后的特征，说出它是什么，以及应如何移动它的框以贴合。箭头从候选框指向最终的框。</translation>
    </message>
    <message>
        <source>Boxes that score enough go through NMS again, class by class. The rest are the detections. Choose Explain and click the image to see why.</source>
        <translation>得分足够的再按类别经过一次 NMS；剩下的就是网络找到的。选择“解释”并单击图像任意处即可看到原因。</translation>
    </message>
    <message>
        <source>The mask head</source>
        <translation>掩码头</translation>
    </message>
    <message>
        <source>A box does not say which of its pixels belong to the object; the mask head of Mask R-CNN does. Over each final box it lays a grid, usually of 28 x 28 cells, and predicts for each class how likely each cell belongs to the object. The map of the detected class is stretched over the box, and pixels of 0.5 or more are the mask; the head learns this from the outlines of labeled objects. To see the cells of an object, choose View, Panels, Mask head, and select its box.</source>
        <translation>框没有说明其中哪些像素属于物体；Mask R-CNN 的掩码头会说明。它在每个最终框上铺一个网格（通常为 28 x 28 个单元格），并为每个类别预测各单元格属于物体的可能性。检测到的类别的图会被拉伸到整个框，值不低于 0.5 的像素就是掩码；掩码头从标注物体的轮廓中学习。要查看某个物体的单元格，请选择“视图”、“面板”、“掩码头”，然后选择它的框。</translation>
    </message>
    <message>
        <source>The four losses</source>
        <translation>四个损失</translation>
    </message>
    <message>
        <source>Training reduces four losses: objectness and box of the RPN, class and box of the head. Classes use cross entropy; boxes use smooth L1, on positives only. A network with a mask head has a fifth loss, the cross entropy of the cells of its masks.</source>
        <translation>训练使四个数变小：是不是物体、在哪里（RPN）；是什么、在哪里（检测头）。类别用交叉熵衡量，框只对正样本用平滑 L1 衡量。带掩码头的网络还有第五个数：掩码各单元格的交叉熵。</translation>
    </message>
    <message>
        <source>Training reduces the two losses of the head, class and box: the proposal source has nothing to learn. Classes use cross entropy; boxes use smooth L1, on positives only. A network with a mask head has a third loss, the cross entropy of the cells of its masks.</source>
        <translation>训练降低检测头的两个损失：类别和框；候选框来源没有可学习的参数。类别用交叉熵；框用 smooth L1，仅针对正样本。带掩码头的网络还有第三个损失，即掩码单元的交叉熵。</translation>
    </message>
    <message>
        <source>very wide</source>
        <translation>极宽</translation>
    </message>
    <message>
        <source>wide</source>
        <translation>偏宽</translation>
    </message>
    <message>
        <source>square</source>
        <translation>方形</translation>
    </message>
    <message>
        <source>tall</source>
        <translation>偏高</translation>
    </message>
    <message>
        <source>very tall</source>
        <translation>极高</translation>
    </message>
    <message>
        <source>Boxes by size and shape</source>
        <translation>按大小和形状分的框</translation>
    </message>
    <message>
        <source>Columns are sizes, rows are shapes. The color shows how well the best anchor fits. Move with the arrow keys.</source>
        <translation>列是大小，行是形状；颜色表示最佳锚框与那里的框的匹配度。方向键在单元格间移动。</translation>
    </message>
    <message>
        <source>{boxes}, median best IoU {iou}. Click to list them.</source>
        <translation>{boxes},最佳 IoU 的中位数 {iou}。点击列出这些框。</translation>
    </message>
    <message>
        <source>Training {run}: interrupted at step {step} of {total}.</source>
        <translation>训练 {run}：在第 {step} 步（共 {total} 步）中断。</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Moved the run {run} to the trash.</source>
        <translation>已将运行 {run} 移到回收站。</translation>
    </message>
    <message>
        <source>Cannot move {folder} to the trash. Delete it yourself.</source>
        <translation>无法把 {folder} 移到回收站。若要删除,请自行删除该文件夹。</translation>
    </message>
    <message>
        <source>Cannot write the note to {folder}: {reason}.</source>
        <translation>无法把备注写入 {folder}:{reason}。</translation>
    </message>
    <message>
        <source>AP</source>
        <translation>AP</translation>
    </message>
    <message>
        <source>AP of masks</source>
        <translation>掩码 AP</translation>
    </message>
    <message>
        <source>AP curves</source>
        <translation>AP 曲线</translation>
    </message>
    <message>
        <source>AP of each class</source>
        <translation>各类别的 AP</translation>
    </message>
    <message>
        <source>best AP50 {score}</source>
        <translation>最佳 AP50 {score}</translation>
    </message>
    <message>
        <source>The validation set has no object of this class</source>
        <translation>用于评估的图像中没有这个类别的对象</translation>
    </message>
    <message>
        <source>Reading runs</source>
        <translation>正在读取训练记录</translation>
    </message>
    <message>
        <source>Reading splits</source>
        <translation>正在读取数据集划分</translation>
    </message>
    <message>
        <source>Looking for networks</source>
        <translation>正在查找网络</translation>
    </message>
    <message>
        <source>{done} of {total} MB</source>
        <translation>{done} / {total} MB</translation>
    </message>
    <message>
        <source>Reading the weights</source>
        <translation>正在读取权重</translation>
    </message>
    <message>
        <source>Downloading the COCO network</source>
        <translation>正在获取 COCO 网络</translation>
    </message>
    <message>
        <source>the demo network</source>
        <translation>演示网络</translation>
    </message>
    <message>
        <source>{boxes} with a score of {score} or more in {images}.</source>
        <translation>{images} 中分数不低于 {score} 的 {boxes}。</translation>
    </message>
    <message>
        <source>{name} · uncertainty {uncertainty}</source>
        <translation>{name} · 不确定性 {uncertainty}</translation>
    </message>
    <message>
        <source>Label next: most informative first</source>
        <translation>接下来标注：最有用的在前</translation>
    </message>
    <message>
        <source>Label next: varied images</source>
        <translation>接下来标注：有差异的图像</translation>
    </message>
    <message>
        <source>All images have labels.</source>
        <translation>所有图像都有标注。</translation>
    </message>
    <message>
        <source>Open a folder of images to start.</source>
        <translation>请打开一个图像文件夹开始。</translation>
    </message>
    <message>
        <source>Label next image</source>
        <translation>标注下一张图像</translation>
    </message>
    <message>
        <source>Training in progress. You can continue labeling.</source>
        <translation>正在训练网络。标注可以继续进行。</translation>
    </message>
    <message>
        <source>Training…</source>
        <translation>正在训练…</translation>
    </message>
    <message>
        <source>{count} of {needed} labeled. Draw a box around every object.</source>
        <translation>已标注 {count} / {needed}。请给每个物体画框。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln labeled image(s): enough to start training.</source>
        <translation>
            <numerusform>已标注 %Ln 张图像：可以开始了。</numerusform>
        </translation>
    </message>
    <message>
        <source>Train…</source>
        <translation>训练…</translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) unlabeled. Detect, then correct the results.</source>
        <translation>
            <numerusform>%Ln 张图像没有标注。网络在其中找到的只需修正。</numerusform>
        </translation>
    </message>
    <message>
        <source>Detect objects</source>
        <translation>在其中检测</translation>
    </message>
    <message>
        <source>{count} of {needed} labeled. Accept, correct and draw boxes.</source>
        <translation>已标注 {count} / {needed}。请接受、更正并补画框。</translation>
    </message>
    <message>
        <source>Correct next image</source>
        <translation>修正下一张图像</translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) labeled since the last training.</source>
        <translation>
            <numerusform>自上次训练以来标注了 %Ln 张图像。</numerusform>
        </translation>
    </message>
    <message>
        <source>All images are trained on. Review shows what errors remain.</source>
        <translation>所有图像都有标注，网络也已学过。“审阅”显示它在哪里出错。</translation>
    </message>
    <message>
        <source>Train again</source>
        <translation>再次训练</translation>
    </message>
    <message>
        <source>Loading the detector…</source>
        <translation>正在加载检测器…</translation>
    </message>
    <message numerus="yes">
        <source>%Ln of {true} not detected</source>
        <translation>
            <numerusform>%Ln 个 {true} 没有被检测到</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln detection(s) of {found} on unlabeled background</source>
        <translation>
            <numerusform>%Ln 个 {found} 检测结果处没有标注</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of {true} detected</source>
        <translation>
            <numerusform>找到 %Ln 个 {true}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of {true} detected as {found}</source>
        <translation>
            <numerusform>%Ln 个 {true} 被当成 {found}</numerusform>
        </translation>
    </message>
    <message>
        <source>missed</source>
        <translation>漏检</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Detected as</source>
        <translation>检测为</translation>
    </message>
    <message>
        <source>Labeled as</source>
        <translation>标注为</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>物体</translation>
    </message>
    <message>
        <source>Correct</source>
        <translation>正确</translation>
    </message>
    <message>
        <source>False positives</source>
        <translation>误检</translation>
    </message>
    <message>
        <source>Missed</source>
        <translation>漏检</translation>
    </message>
    <message>
        <source>Disagreement</source>
        <translation>分歧</translation>
    </message>
    <message>
        <source>Uncertainty</source>
        <translation>不确定性</translation>
    </message>
    <message>
        <source>Mask IoU</source>
        <translation>掩码 IoU</translation>
    </message>
    <message>
        <source>Boundary IoU</source>
        <translation>边界 IoU</translation>
    </message>
    <message>
        <source>Labeled objects, without difficult ones</source>
        <translation>已标注的物体，不含困难的</translation>
    </message>
    <message>
        <source>Detections that match an object at IoU 0.5</source>
        <translation>IoU 0.5 时命中物体的检测结果</translation>
    </message>
    <message>
        <source>Detections of another class, of background, or badly placed</source>
        <translation>类别错误、没有物体或位置不够准的检测结果</translation>
    </message>
    <message>
        <source>Objects without a detection</source>
        <translation>没有被任何检测结果找到的物体</translation>
    </message>
    <message>
        <source>Scores of false positives, plus 1 for each missed object</source>
        <translation>错误检测的分数之和，每个漏检物体再加 1</translation>
    </message>
    <message>
        <source>Sum over the detections: 1 for a score of 0.5, down to 0 for a score of 0 or 1</source>
        <translation>网络没有把握的检测数：分数 0.5 计 1，0 和 1 计 0，相加而得</translation>
    </message>
    <message>
        <source>Mean over the detections that match an outlined object by their box</source>
        <translation>按框与带轮廓的物体匹配的各检测的平均值</translation>
    </message>
    <message>
        <source>The same, of the pixels along the edges of the masks</source>
        <translation>同上，但只比较掩码边缘附近的像素</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Detect on this image only</source>
        <translation>只检测这张</translation>
    </message>
    <message>
        <source>and go to this image</source>
        <translation>并转到此图像</translation>
    </message>
    <message>
        <source>in its own window; no folder is opened, nothing is written</source>
        <translation>在单独的窗口中；不打开文件夹，也不写入任何内容</translation>
    </message>
    <message>
        <source>Detect in all labeled images and compare with the labels</source>
        <translation>在每张已标注的图像中检测，并与其标注对照</translation>
    </message>
    <message>
        <source>O&amp;pen detections</source>
        <translation>打开检测结果(&amp;P)</translation>
    </message>
    <message>
        <source>Compare detections of another program with the labels</source>
        <translation>将其他程序的检测结果与标注比较</translation>
    </message>
    <message>
        <source>Starts the measurement, or stops it.</source>
        <translation>开始或停止测量。</translation>
    </message>
    <message>
        <source>Images to measure</source>
        <translation>要测量的图像</translation>
    </message>
    <message>
        <source>AP on held-out images shows how well the network detects in new images; on images that it was trained on, AP is too high.</source>
        <translation>留出图像上的 AP 反映网络在新图像上的检测能力；在训练过的图像上，AP 会偏高。</translation>
    </message>
    <message>
        <source>What counts as correct</source>
        <translation>怎样算正确</translation>
    </message>
    <message>
        <source>By the box or by the mask, a detection is correct from IoU 0.5 on. Counts, confusions, curves and missed objects follow it; by the mask, images with the worst masks come first.</source>
        <translation>按框或按掩码，IoU 达到 0.5 的检测为正确。计数、混淆、曲线和漏检物体都随之改变；按掩码时，掩码最差的图像排在最前。</translation>
    </message>
    <message>
        <source>Detections below this score are ignored.</source>
        <translation>低于它的检测结果视为不存在。所有数字立即更新。</translation>
    </message>
    <message>
        <source>All images</source>
        <translation>所有图像</translation>
    </message>
    <message>
        <source>Shows all images again after a cell or a point was clicked.</source>
        <translation>单元格或点选出部分图像之后，重新列出所有图像。</translation>
    </message>
    <message>
        <source>Precision and recall</source>
        <translation>精确率与召回率</translation>
    </message>
    <message>
        <source>Curves for each class are shown here.</source>
        <translation>每个类别的曲线画在这里。</translation>
    </message>
    <message>
        <source>Class of the curves</source>
        <translation>曲线的类别</translation>
    </message>
    <message>
        <source>Precision and recall of one class, or of all.</source>
        <translation>一个类别或所有类别的精确率和召回率。</translation>
    </message>
    <message>
        <source>Missed objects</source>
        <translation>漏检的物体</translation>
    </message>
    <message>
        <source>Labeled objects without a detection, with the stage that missed them. Click one for an explanation.</source>
        <translation>没有被检测到的已标注物体，以及丢失它们的阶段。单击打开说明卡片。</translation>
    </message>
    <message>
        <source>Images by disagreement</source>
        <translation>按分歧排列的图像</translation>
    </message>
    <message>
        <source>Images with the most false positives and missed objects first. Click one to show it.</source>
        <translation>错误或漏检最多的图像在前。单击显示图像。</translation>
    </message>
    <message>
        <source>Confusion matrix</source>
        <translation>混淆矩阵</translation>
    </message>
    <message>
        <source>Rows: labels. Columns: detections. Click a cell for images.</source>
        <translation>行：标注。列：检测结果。单击单元格列出图像。</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Confusion</source>
        <translation>混淆</translation>
    </message>
    <message>
        <source>Click a point to show the image of its detection.</source>
        <translation>单击曲线上的点，打开曲线到达该处的检测结果所在的图像。</translation>
    </message>
    <message>
        <source>precision</source>
        <translation>精确率</translation>
    </message>
    <message>
        <source>Missed objects ({count})</source>
        <translation>漏检的物体（{count}）</translation>
    </message>
    <message>
        <source>Comparing with the labels</source>
        <translation>正在与标注对照</translation>
    </message>
    <message>
        <source>Comparing detections with labels</source>
        <translation>正在将检测结果与标注对照</translation>
    </message>
    <message>
        <source>Choosing images to label next</source>
        <translation>正在选择接下来要标注的图像</translation>
    </message>
    <message>
        <source>Checking the data</source>
        <translation>正在查看数据</translation>
    </message>
    <message>
        <source>Timing a few steps</source>
        <translation>正在测量几步的用时</translation>
    </message>
    <message>
        <source>Time unknown: the loss of the first steps was not finite.</source>
        <translation>无法估计时间：前几步的损失不是有限值。</translation>
    </message>
    <message>
        <source>Matching detections</source>
        <translation>正在整理检测结果</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>Screens</source>
        <translation>屏幕</translation>
    </message>
    <message>
        <source>Closes this without any other effect, like Esc.</source>
        <translation>关闭此窗口，不做其他操作；Esc 键也一样。</translation>
    </message>
    <message>
        <source>Looking for devices</source>
        <translation>正在查找设备</translation>
    </message>
    <message>
        <source>Label location</source>
        <translation>标注位置</translation>
    </message>
    <message>
        <source>Where are the labels for the images in {folder}?</source>
        <translation>{folder} 中图像的标注在哪里？</translation>
    </message>
    <message>
        <source>&amp;Find them automatically</source>
        <translation>自动查找(&amp;F)</translation>
    </message>
    <message>
        <source>Beside the images, or in a nearby folder of labels</source>
        <translation>在图像旁边，或在附近存放标注的文件夹中</translation>
    </message>
    <message>
        <source>&amp;In this folder or file:</source>
        <translation>在此文件夹或文件中(&amp;I)：</translation>
    </message>
    <message>
        <source>Reads only this folder or file, and saves new labels there</source>
        <translation>只读取此文件夹或文件；新标注也保存在那里</translation>
    </message>
    <message>
        <source>Folder or file with the labels</source>
        <translation>存放标注的文件夹或文件</translation>
    </message>
    <message>
        <source>Full path of a folder of label files, or of one file with all labels</source>
        <translation>标注文件所在文件夹的完整路径，或包含所有图像标注的单个文件的完整路径</translation>
    </message>
    <message>
        <source>Choose f&amp;older…</source>
        <translation>选择文件夹(&amp;O)…</translation>
    </message>
    <message>
        <source>Choose a folder with a label file for each image</source>
        <translation>选择一个文件夹，其中每张图像都有一个标注文件</translation>
    </message>
    <message>
        <source>Choose fi&amp;le…</source>
        <translation>选择文件(&amp;L)…</translation>
    </message>
    <message>
        <source>Choose one file with the labels of all images, such as COCO JSON or CSV</source>
        <translation>选择一个包含所有图像标注的文件，例如 COCO JSON 或 CSV</translation>
    </message>
    <message>
        <source>Open the folder with these labels from now on</source>
        <translation>用这些标注重新打开文件夹；程序会记住此选择</translation>
    </message>
    <message>
        <source>Keep the current labels</source>
        <translation>保持标注不变</translation>
    </message>
    <message>
        <source>Choose the folder or file with the labels.</source>
        <translation>请选择存放标注的文件夹或文件。</translation>
    </message>
    <message>
        <source>Enter the full path, or choose the folder or file.</source>
        <translation>请输入完整路径，或选择文件夹或文件。</translation>
    </message>
    <message>
        <source>This folder or file does not exist.</source>
        <translation>没有这样的文件夹或文件。</translation>
    </message>
    <message>
        <source>Choose the folder with the labels</source>
        <translation>选择存放标注的文件夹</translation>
    </message>
    <message>
        <source>Choose the file with the labels</source>
        <translation>选择存放标注的文件</translation>
    </message>
    <message>
        <source>Label files</source>
        <translation>标注文件</translation>
    </message>
    <message>
        <source>Pascal VOC coordinates</source>
        <translation>Pascal VOC 坐标</translation>
    </message>
    <message>
        <source>Pascal VOC files of this folder: {origin}.</source>
        <translation>此文件夹的 Pascal VOC 文件：{origin}。</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
    <message>
        <source>Open detections</source>
        <translation>打开检测结果</translation>
    </message>
    <message>
        <source>Open a folder of detections</source>
        <translation>打开检测结果文件夹</translation>
    </message>
    <message>
        <source>Reading detections</source>
        <translation>正在读取检测结果</translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) not compared: measured for only one of the two.</source>
        <translation>
            <numerusform>%Ln 张图像未参与比较：两者中只有一个在其上测量过。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln class(es) not compared: known to only one of the two.</source>
        <translation>
            <numerusform>%Ln 个类别未参与比较：两者中只有一个认识它们。</numerusform>
        </translation>
    </message>
    <message>
        <source>{difference} (95 %: {low} to {high}), equal in all resamplings</source>
        <translation>{difference}（95%：{low} 至 {high}），所有重抽样中均相等</translation>
    </message>
    <message>
        <source>Mask AP50 {difference}</source>
        <translation>掩码 AP50 {difference}</translation>
    </message>
    <message>
        <source>Mask AP {difference}</source>
        <translation>掩码 AP {difference}</translation>
    </message>
    <message>
        <source>Boundary AP {difference}</source>
        <translation>边界 AP {difference}</translation>
    </message>
    <message>
        <source>Masks are not compared: the labels of the two differ.</source>
        <translation>未比较掩码：两次的标注不同。</translation>
    </message>
    <message>
        <source>{difference} (95 %: {low} to {high}), worse in {count} of 100 resamplings</source>
        <translation>{difference}（95%：{low} 至 {high}），100 次重抽样中有 {count} 次更差</translation>
    </message>
    <message>
        <source>{difference} (95 %: {low} to {high}), better in {count} of 100 resamplings</source>
        <translation>{difference}（95%：{low} 至 {high}），100 次重抽样中有 {count} 次更好</translation>
    </message>
    <message>
        <source>{comparison}: too few images to decide</source>
        <translation>{comparison}：图像太少，无法判断</translation>
    </message>
    <message>
        <source>{name} {value} (95 % confidence interval: {low} to {high})</source>
        <translation>{name} {value}（95% 置信区间：{low} 至 {high}）</translation>
    </message>
    <message numerus="yes">
        <source>Only %Ln image(s) measured: the real uncertainty is larger.</source>
        <translation>
            <numerusform>只测量了 %Ln 张图像：实际的不确定性更大。</numerusform>
        </translation>
    </message>
    <message>
        <source>{runs}: AP was not measured in the training. Compare them with frcnn evaluate --against.</source>
        <translation>{runs}：训练时未测量 AP。请用 frcnn evaluate --against 比较。</translation>
    </message>
    <message>
        <source>Comparison of two runs</source>
        <translation>两次训练的比较</translation>
    </message>
    <message>
        <source>Comparing…</source>
        <translation>正在比较…</translation>
    </message>
    <message>
        <source>Measured on different images: these runs cannot be compared.</source>
        <translation>这些训练不是在相同的图像上测量的，因此无法比较。</translation>
    </message>
    <message numerus="yes">
        <source>{first} compared with {other}, on the same %Ln image(s):</source>
        <translation>
            <numerusform>{first} 与 {other} 相比，在相同的 %Ln 张图像上：</numerusform>
        </translation>
    </message>
    <message>
        <source>Comparing two runs</source>
        <translation>正在比较两次训练</translation>
    </message>
    <message>
        <source>Time limit of the training, including AP. A few steps are timed first; they decide the number of steps and, if time is short, smaller batches and images.</source>
        <translation>训练可用的时间，包括测量 AP 的时间。先测量几步的速度，据此决定步数；时间不够时还会减小批量和图像尺寸。</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>默认</translation>
    </message>
    <message numerus="yes">
        <source>About %Ln minute(s)</source>
        <translation>
            <numerusform>约 %Ln 分钟</numerusform>
        </translation>
    </message>
    <message>
        <source>Little time: {minutes} minutes or more are recommended.</source>
        <translation>时间太短：建议 {minutes} 分钟或更长。</translation>
    </message>
    <message>
        <source>About {minutes} min: {steps} of {images}, short side {side} px, {epochs}.</source>
        <translation>约 {minutes} 分钟：{steps}，每步 {images}，短边 {side} 像素，{epochs}。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln step(s)</source>
        <translation>
            <numerusform>%Ln 步</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln epoch(s)</source>
        <translation>
            <numerusform>%Ln 轮</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading the network</source>
        <translation>正在读取网络</translation>
    </message>
    <message>
        <source>Comparing the file with the network</source>
        <translation>正在把文件与网络比对</translation>
    </message>
    <message>
        <source>Calibrating for 8 bits</source>
        <translation>正在校准 8 位</translation>
    </message>
    <message>
        <source>Measuring the 8-bit file</source>
        <translation>正在测量 8 位的损失</translation>
    </message>
    <message>
        <source>Starts from ImageNet weights: {images} images are enough.</source>
        <translation>从 ImageNet 权重开始：{images} 张图像足以在没有 COCO 权重的情况下学习。</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>学习率计划</translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation>预热</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>权重衰减</translation>
    </message>
    <message>
        <source>Gradient limit</source>
        <translation>梯度上限</translation>
    </message>
    <message>
        <source>Number of passes over all training images; more by default if there are few images.</source>
        <translation>遍历全部训练图像的次数；图像较少时默认更多。</translation>
    </message>
    <message>
        <source>Number of images in each step of each process.</source>
        <translation>每个进程每一步的图像数。</translation>
    </message>
    <message>
        <source>Training scheme</source>
        <translation>训练方案</translation>
    </message>
    <message>
        <source>Train RPN and head jointly, or in turns, as in the 4-step alternating training of the paper.</source>
        <translation>RPN 与检测头联合训练，或按论文的四步交替训练轮流训练。</translation>
    </message>
    <message>
        <source>The learning rate after the warm-up.</source>
        <translation>预热之后的学习率。</translation>
    </message>
    <message>
        <source>Number of steps in which the learning rate rises at the start.</source>
        <translation>开始时学习率上升所用的步数。</translation>
    </message>
    <message>
        <source>Weight decay, except of biases and norms.</source>
        <translation>权重衰减；偏置和归一化层除外。</translation>
    </message>
    <message>
        <source>Largest norm of the gradient; larger gradients are scaled down to it.</source>
        <translation>梯度范数的最大值；更大的梯度会按比例缩小。</translation>
    </message>
    <message>
        <source>Early stopping</source>
        <translation>提前停止</translation>
    </message>
    <message>
        <source>Stop after this number of epochs without a better AP; 0: never.</source>
        <translation>这么多轮内 AP 没有提高就停止；0：从不。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>The same seed gives the same run.</source>
        <translation>相同的种子得到相同的训练。</translation>
    </message>
    <message>
        <source>Image size</source>
        <translation>图像大小</translation>
    </message>
    <message>
        <source>Mirror half of the images.</source>
        <translation>将一半图像水平翻转。</translation>
    </message>
    <message>
        <source>Scale images by a random factor from this range, for example 0.8,1.25.</source>
        <translation>按此范围内的随机倍数缩放图像，例如 0.8,1.25。</translation>
    </message>
    <message>
        <source>How much brightness, contrast and saturation vary, for example 0.2.</source>
        <translation>亮度、对比度和饱和度的变化幅度，例如 0.2。</translation>
    </message>
    <message>
        <source>Number of convolutions of the backbone, from the image on, that keep their pretrained weights.</source>
        <translation>主干网络中从图像一侧数起、保留预训练权重的卷积层数。</translation>
    </message>
    <message>
        <source>Number of threads that load images; 0: chosen for the machine.</source>
        <translation>读取图像的线程数；0：按机器自动选择。</translation>
    </message>
    <message>
        <source>Flip</source>
        <translation>翻转</translation>
    </message>
    <message>
        <source>How the learning rate decreases: in steps, or along a cosine. Auto: in steps for up to 35 training images.</source>
        <translation>学习率的下降方式：分步下降，或按余弦曲线下降。auto：训练图像不超过 35 张时分步下降。</translation>
    </message>
    <message>
        <source>Pixels of the short side after resizing; the limit of the long side changes in proportion.</source>
        <translation>图像缩放后短边的像素数；长边的上限按比例变化。</translation>
    </message>
    <message>
        <source>Scale jitter</source>
        <translation>缩放抖动</translation>
    </message>
    <message>
        <source>Color jitter</source>
        <translation>颜色抖动</translation>
    </message>
    <message>
        <source>Frozen layers</source>
        <translation>冻结层</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Number format of convolutions and matrix products; auto: half precision where that is faster.</source>
        <translation>卷积和矩阵乘法的数字格式；auto：在更快时使用半精度。</translation>
    </message>
    <message>
        <source>Loader threads</source>
        <translation>加载线程</translation>
    </message>
    <message>
        <source>Reset to the preset&apos;s value</source>
        <translation>恢复为预设的值</translation>
    </message>
    <message>
        <source>Reset {option}</source>
        <translation>重置{option}</translation>
    </message>
    <message>
        <source>Smallest factor</source>
        <translation>最小倍数</translation>
    </message>
    <message>
        <source>Largest factor</source>
        <translation>最大倍数</translation>
    </message>
    <message>
        <source>one file for each image</source>
        <translation>每张图像旁一个文件</translation>
    </message>
    <message>
        <source>classes in {file}</source>
        <translation>类别在 {file} 中</translation>
    </message>
    <message numerus="yes">
        <source>%Ln more such remark(s) on label files.</source>
        <translation>
            <numerusform>还有 %Ln 条关于标注文件的类似说明。</numerusform>
        </translation>
    </message>
    <message>
        <source>Undo: {step}</source>
        <translation>撤销：{step}</translation>
    </message>
    <message>
        <source>Held out ({count})</source>
        <translation>留出（{count}）</translation>
    </message>
    <message>
        <source>Trained on ({count})</source>
        <translation>训练过（{count}）</translation>
    </message>
    <message>
        <source>All ({count})</source>
        <translation>全部（{count}）</translation>
    </message>
    <message>
        <source>{count} correct</source>
        <translation>正确 {count}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln false positive(s)</source>
        <translation>
            <numerusform>误检 %Ln</numerusform>
        </translation>
    </message>
    <message>
        <source>{count} missed</source>
        <translation>漏检 {count}</translation>
    </message>
    <message>
        <source>{title}: {content}</source>
        <translation>{title}：{content}</translation>
    </message>
    <message>
        <source>Switch off: {what}</source>
        <translation>关闭：{what}</translation>
    </message>
    <message>
        <source>Switch off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Only labels</source>
        <translation>仅标注</translation>
    </message>
    <message numerus="yes">
        <source>%Ln equal anchor(s)</source>
        <translation>
            <numerusform>%Ln 个并列锚框</numerusform>
        </translation>
    </message>
    <message>
        <source>{count} positive</source>
        <translation>{count} 个正样本</translation>
    </message>
    <message>
        <source>{count} ground truth</source>
        <translation>{count} 个真实框</translation>
    </message>
    <message>
        <source>{count} background</source>
        <translation>{count} 个背景</translation>
    </message>
    <message>
        <source>Draw mode</source>
        <translation>绘制模式</translation>
    </message>
    <message>
        <source>1 to 9 set the class, Esc ends</source>
        <translation>1 至 9 设置类别，Esc 结束</translation>
    </message>
    <message>
        <source>asks for the class</source>
        <translation>将询问类别</translation>
    </message>
    <message>
        <source>curve</source>
        <comment>table header</comment>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Default: {value}</source>
        <translation>默认：{value}</translation>
    </message>
    <message>
        <source>{default} (from the next start)</source>
        <translation>{default}（下次启动时生效）</translation>
    </message>
    <message>
        <source>There is no such folder.</source>
        <translation>没有这个文件夹。</translation>
    </message>
    <message>
        <source>Reset to {value}</source>
        <translation>重置为 {value}</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>No setting matches. Try another word.</source>
        <translation>没有匹配的设置。请换一个词。</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>首选项</translation>
    </message>
    <message>
        <source>Find a setting</source>
        <translation>查找设置</translation>
    </message>
    <message>
        <source>Show only settings with these words</source>
        <translation>只显示包含这些词的设置</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>全部重置</translation>
    </message>
    <message>
        <source>Restore the defaults of all settings</source>
        <translation>恢复所有设置的默认值</translation>
    </message>
    <message>
        <source>Computing…</source>
        <translation>计算中…</translation>
    </message>
    <message>
        <source>the desktop has no trash for this disk</source>
        <translation>桌面系统没有适用于此磁盘的回收站</translation>
    </message>
    <message>
        <source>training set</source>
        <translation>训练集</translation>
    </message>
    <message>
        <source>validation set</source>
        <translation>验证集</translation>
    </message>
    <message>
        <source>test set</source>
        <translation>测试集</translation>
    </message>
    <message>
        <source>Move {images} to the trash</source>
        <translation>将 {images} 移到回收站</translation>
    </message>
    <message>
        <source>Moving images to the trash</source>
        <translation>正在将图像移到回收站</translation>
    </message>
    <message>
        <source>Moved to the trash, with labels: {images}.</source>
        <translation>已连同标注移到回收站：{images}。</translation>
    </message>
    <message>
        <source>Move {images} to the {split}</source>
        <translation>将 {images} 移到{split}</translation>
    </message>
    <message>
        <source>Moving images to another split</source>
        <translation>正在将图像移到其他划分</translation>
    </message>
    <message>
        <source>Moved to the {split}: {images}.</source>
        <translation>已移到{split}：{images}。</translation>
    </message>
    <message>
        <source>Nothing was moved, because the boxes are not saved: {reason}</source>
        <translation>未移动任何内容，因为框尚未保存：{reason}</translation>
    </message>
    <message>
        <source>Nothing to move: already there.</source>
        <translation>无需移动：已在其中。</translation>
    </message>
    <message>
        <source>Attribute</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Files of this format cannot hold attributes.</source>
        <translation>此格式的文件不能保存属性。</translation>
    </message>
    <message>
        <source>This format uses {name} already. Choose another name.</source>
        <translation>此格式已使用 {name}。请换一个名称。</translation>
    </message>
    <message>
        <source>different</source>
        <translation>不同</translation>
    </message>
    <message>
        <source>{value} (in {count} of {total})</source>
        <translation>{value}（{total} 个中的 {count} 个）</translation>
    </message>
    <message>
        <source>Set {key} of {boxes}</source>
        <translation>设置 {boxes} 的 {key}</translation>
    </message>
    <message>
        <source>Remove {key} from {boxes}</source>
        <translation>移除 {boxes} 的 {key}</translation>
    </message>
    <message>
        <source>Rename {key} of {boxes}</source>
        <translation>重命名 {boxes} 的 {key}</translation>
    </message>
    <message>
        <source>The boxes already have the attribute {name}.</source>
        <translation>这些框已有属性 {name}。</translation>
    </message>
    <message>
        <source>{key}: kept as it is in the file; it can be removed.</source>
        <translation>{key}：在文件中保持原样；可以移除。</translation>
    </message>
    <message>
        <source>An edit sets it for all selected boxes.</source>
        <translation>编辑会为所有选中的框设置此属性。</translation>
    </message>
    <message>
        <source>Select boxes to see and edit their attributes.</source>
        <translation>选择框以查看和编辑其属性。</translation>
    </message>
    <message>
        <source>No attributes yet. Enter a name and a value below.</source>
        <translation>还没有属性。请在下方输入名称和值。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Set this attribute for all selected boxes</source>
        <translation>为所有选中的框设置此属性</translation>
    </message>
    <message>
        <source>Add attribute</source>
        <translation>添加属性</translation>
    </message>
    <message>
        <source>Attributes</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>Show the attributes of the selected boxes</source>
        <translation>显示选中的框的属性</translation>
    </message>
    <message>
        <source>Attributes of the selected boxes</source>
        <translation>选中的框的属性</translation>
    </message>
    <message>
        <source>Double-click to edit, Del to remove. An edit changes all selected boxes.</source>
        <translation>双击编辑，按 Del 移除。编辑会更改所有选中的框。</translation>
    </message>
    <message>
        <source>Edit value</source>
        <translation>编辑值</translation>
    </message>
    <message>
        <source>Remove attribute</source>
        <translation>移除属性</translation>
    </message>
    <message>
        <source>Find images with this value</source>
        <translation>查找有此值的图像</translation>
    </message>
    <message>
        <source>Attributes ({count})</source>
        <translation>属性（{count}）</translation>
    </message>
    <message>
        <source>Skipped, not trained on: {images}.</source>
        <translation>已跳过，不用于训练：{images}。</translation>
    </message>
    <message>
        <source>No longer skipped: {images}.</source>
        <translation>不再跳过：{images}。</translation>
    </message>
    <message>
        <source>Drag: paint. Ctrl: erase. Shift: new object. Enter: object complete. Wheel: size.</source>
        <translation>拖动：涂抹。Ctrl：擦除。Shift：新对象。Enter：完成对象。滚轮：大小。</translation>
    </message>
    <message>
        <source>Clean up outlines</source>
        <translation>清理轮廓</translation>
    </message>
    <message>
        <source>&amp;Remove parts and fill holes smaller than</source>
        <translation>删除和填充小于此大小的碎块和孔洞(&amp;R)</translation>
    </message>
    <message>
        <source> pixels</source>
        <translation> 像素</translation>
    </message>
    <message>
        <source>Clean &amp;up</source>
        <translation>清理(&amp;U)</translation>
    </message>
    <message>
        <source>Parts and holes with fewer pixels than this. The largest part of an object always stays.</source>
        <translation>像素数少于此值的碎块和孔洞。对象的最大部分始终保留。</translation>
    </message>
    <message>
        <source>Simplify outlines</source>
        <translation>简化轮廓</translation>
    </message>
    <message>
        <source>&amp;Points left out are at most this far from the new line</source>
        <translation>被省略的点到新轮廓线的最大距离(&amp;P)</translation>
    </message>
    <message>
        <source> px</source>
        <translation> 像素</translation>
    </message>
    <message>
        <source>&amp;Simplify</source>
        <translation>简化(&amp;S)</translation>
    </message>
    <message>
        <source>The larger, the fewer points are left. Masks become polygons.</source>
        <translation>值越大，保留的点越少。掩码会变成多边形。</translation>
    </message>
    <message>
        <source>Change the outlines. Can be undone.</source>
        <translation>更改轮廓。可以撤销。</translation>
    </message>
    <message>
        <source>Leave the outlines as they are</source>
        <translation>保持轮廓不变</translation>
    </message>
    <message>
        <source>This needs two objects that may be changed.</source>
        <translation>需要两个可以更改的对象。</translation>
    </message>
    <message>
        <source>The selected objects have no outline.</source>
        <translation>选中的对象没有轮廓。</translation>
    </message>
    <message>
        <source>There are no holes to fill.</source>
        <translation>没有可填充的孔洞。</translation>
    </message>
    <message>
        <source>Nothing is that small.</source>
        <translation>没有这么小的碎块或孔洞。</translation>
    </message>
    <message>
        <source>There is only one part.</source>
        <translation>只有一个部分。</translation>
    </message>
    <message>
        <source>Too thin to be smoothed: {boxes}.</source>
        <translation>太细，无法平滑：{boxes}。</translation>
    </message>
    <message>
        <source>Nothing of {label} would be left.</source>
        <translation>{label} 将没有任何剩余部分。</translation>
    </message>
    <message>
        <source>The others share no pixel with {label}.</source>
        <translation>其他对象与 {label} 没有重叠的像素。</translation>
    </message>
    <message>
        <source>IoU with the outline before: {iou}.</source>
        <translation>与之前轮廓的 IoU：{iou}。</translation>
    </message>
    <message>
        <source>{before} points became {after}.</source>
        <translation>{before} 个点变为 {after} 个。</translation>
    </message>
    <message>
        <source>Classes given up: {labels}.</source>
        <translation>不再保留的类别：{labels}。</translation>
    </message>
    <message>
        <source>Attributes of the others are given up.</source>
        <translation>其他对象的属性不再保留。</translation>
    </message>
    <message>
        <source>The result is a mask: polygons and boxes became pixels.</source>
        <translation>结果是掩码：多边形和框已变成像素。</translation>
    </message>
    <message>
        <source>Nothing is lost.</source>
        <translation>没有任何损失。</translation>
    </message>
    <message>
        <source>Fill holes of {boxes}</source>
        <translation>填充 {boxes} 的孔洞</translation>
    </message>
    <message>
        <source>Clean up {boxes}</source>
        <translation>清理 {boxes}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln part(s) removed: {area} pixels.</source>
        <translation>
            <numerusform>删除了 %Ln 个碎块：{area} 个像素。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln hole(s) filled: {area} pixels.</source>
        <translation>
            <numerusform>填充了 %Ln 个孔洞：{area} 个像素。</numerusform>
        </translation>
    </message>
    <message>
        <source>Smooth {boxes}</source>
        <translation>平滑 {boxes}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln mask(s) became polygons.</source>
        <translation>
            <numerusform>%Ln 个掩码变成了多边形。</numerusform>
        </translation>
    </message>
    <message>
        <source>Simplify {boxes}</source>
        <translation>简化 {boxes}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln objects became one {label}.</source>
        <translation>
            <numerusform>%Ln 个对象合并为一个 {label}。</numerusform>
        </translation>
    </message>
    <message>
        <source>Join {boxes}</source>
        <translation>合并 {boxes}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln more object(s).</source>
        <translation>
            <numerusform>多了 %Ln 个对象。</numerusform>
        </translation>
    </message>
    <message>
        <source>Split {boxes}</source>
        <translation>拆分 {boxes}</translation>
    </message>
    <message>
        <source>{area} pixels cut out of {label}.</source>
        <translation>从 {label} 中切除了 {area} 个像素。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln object(s) became its holes and were deleted.</source>
        <translation>
            <numerusform>%Ln 个对象变成了它的孔洞，并已删除。</numerusform>
        </translation>
    </message>
    <message>
        <source>Subtract {boxes}</source>
        <translation>减去 {boxes}</translation>
    </message>
    <message>
        <source>Brush: {size} px</source>
        <translation>画笔：{size} 像素</translation>
    </message>
    <message>
        <source>Select the object to erase from.</source>
        <translation>请先选择要擦除的对象。</translation>
    </message>
    <message>
        <source>Several objects are selected: select the one to paint on, or hold Shift for a new one.</source>
        <translation>选中了多个对象：请只选择要涂抹的对象，或按住 Shift 新建对象。</translation>
    </message>
    <message>
        <source>The box {label} becomes a mask: all of its pixels, changed by this stroke.</source>
        <translation>框 {label} 将变成掩码：包含框内所有像素，并由这一笔更改。</translation>
    </message>
    <message>
        <source>The polygon {label} becomes a mask, so its points are given up.</source>
        <translation>多边形 {label} 将变成掩码，其顶点不再保留。</translation>
    </message>
    <message>
        <source>Nothing of {label} was left, so it was deleted.</source>
        <translation>{label} 已被全部擦除，因此已删除。</translation>
    </message>
    <message>
        <source>Stroke canceled: the object was changed.</source>
        <translation>这一笔已取消：对象被更改了。</translation>
    </message>
    <message>
        <source>Erase {label}</source>
        <translation>擦除 {label}</translation>
    </message>
    <message>
        <source>Erase from {label}</source>
        <translation>从 {label} 擦除</translation>
    </message>
    <message>
        <source>Paint {label}</source>
        <translation>涂抹 {label}</translation>
    </message>
    <message>
        <source>Draw a box to see what the network would learn from it.</source>
        <translation>画一个框，查看网络会从中学到什么。</translation>
    </message>
    <message>
        <source>Open the demo or an image with boxes to see this stage.</source>
        <translation>打开示例，或一张带框的自己的图像来查看。</translation>
    </message>
    <message>
        <source>No panel has the keyboard focus. {key} moves it to one.</source>
        <translation>没有面板获得键盘焦点。按 {key} 将焦点移到面板。</translation>
    </message>
    <message>
        <source>{name} could not be read: {reason}. Check its permissions, or choose another file.</source>
        <translation>无法读取 {name}：{reason}。请检查其权限，或选择其他文件。</translation>
    </message>
    <message>
        <source>No image of {folder} is marked as verified. Verify some images, or choose all labeled images.</source>
        <translation>{folder} 中没有标记为已核验的图像。请核验一些图像，或选择所有已标注的图像。</translation>
    </message>
    <message>
        <source>{folder} is not empty.</source>
        <translation>{folder} 不是空的。</translation>
    </message>
    <message>
        <source>The folder {folder} has no images. {advice}</source>
        <translation>文件夹 {folder} 中没有图像。{advice}</translation>
    </message>
    <message>
        <source>There is no folder {folder}. It may have been moved or deleted; choose another.</source>
        <translation>没有文件夹 {folder}。它可能已被移动或删除；请选择其他文件夹。</translation>
    </message>
    <message>
        <source>{folder} is a file, not a folder. Open the folder that contains it.</source>
        <translation>{folder} 是文件，不是文件夹。请打开包含它的文件夹。</translation>
    </message>
    <message>
        <source>The folder {folder} cannot be read: permission denied. Change its permissions or choose another.</source>
        <translation>无法读取文件夹 {folder}：没有权限。请更改其权限或选择其他文件夹。</translation>
    </message>
    <message>
        <source>The folder {folder} could not be read: {reason}. Check the disk or choose another.</source>
        <translation>无法读取文件夹 {folder}：{reason}。请检查磁盘或选择其他文件夹。</translation>
    </message>
    <message>
        <source>The folder {folder} has no readable images. {reason}</source>
        <translation>文件夹 {folder} 中没有可读取的图像。{reason}</translation>
    </message>
    <message>
        <source>Choose a folder with JPEG, PNG or similar files.</source>
        <translation>请选择含有 JPEG、PNG 等文件的文件夹。</translation>
    </message>
    <message>
        <source>There may be images in one of its folders: {folders}. Open that folder.</source>
        <translation>它的某个子文件夹中可能有图像：{folders}。请打开该文件夹。</translation>
    </message>
    <message>
        <source>{name} could not be read: {reason}. Until it can, its boxes cannot be edited.</source>
        <translation>无法读取 {name}：{reason}。在能够读取之前，无法编辑其中的框。</translation>
    </message>
    <message>
        <source>{name} could not be written: {reason}. The file is as it was and your boxes are kept here; make room or give permission to write in {folder}, then save again.</source>
        <translation>无法写入 {name}：{reason}。文件保持原样，您的框保留在此；请腾出空间或给予 {folder} 的写入权限，然后重新保存。</translation>
    </message>
    <message>
        <source>Box {number} has no label, so {name} was not written. Give it one.</source>
        <translation>框 {number} 没有类别，因此未写入 {name}。请为它指定类别。</translation>
    </message>
    <message>
        <source>Box {number} ({label}) has a coordinate that is not a number, so {name} was not written. Delete the box, or draw it again.</source>
        <translation>框 {number}（{label}）有一个坐标不是数字，因此未写入 {name}。请删除该框或重新绘制。</translation>
    </message>
    <message>
        <source>{name} was not written, because its image {image} is not there any more. Your boxes are kept here; connect the drive again or put the image back, then save again.</source>
        <translation>未写入 {name}，因为其图像 {image} 已不存在。您的框保留在此；请重新连接驱动器或放回图像，然后重新保存。</translation>
    </message>
    <message>
        <source>{name} was not written: {reason}. Your boxes are kept here; save again later.</source>
        <translation>未写入 {name}：{reason}。您的框保留在此；请稍后重新保存。</translation>
    </message>
    <message>
        <source>None of the {count} images that {file} lists is there ({names}). Put them beside it, or into a folder images beside it.</source>
        <translation>{file} 列出的 {count} 张图像都不存在（{names}）。请把它们放在该文件旁边，或放入旁边的 images 文件夹。</translation>
    </message>
    <message>
        <source>More than one list names {names}; the first counts.</source>
        <translation>{names} 出现在多个列表中；以第一个为准。</translation>
    </message>
    <message>
        <source>{name} lists {images} not on disk, left out: {names}.</source>
        <translation>{name} 列出的{images}不在磁盘上，已忽略：{names}。</translation>
    </message>
    <message>
        <source>{name} lists {images} outside of its folder, left out, as they may be somebody else&apos;s: {names}. Copy them beside it to use them.</source>
        <translation>{name} 列出的{images}在其文件夹之外，可能属于他人，已忽略：{names}。若要使用，请复制到该文件旁边。</translation>
    </message>
    <message>
        <source>{name} does not list {images} beside those it lists, so without labels: {names}.</source>
        <translation>{name} 未列出同一处的{images}，因此没有标注：{names}。</translation>
    </message>
    <message>
        <source>{name} cannot be used: {fault}. Repair it, or restore it from a copy; it was left alone.</source>
        <translation>无法使用 {name}：{fault}。请修复它或从副本恢复；文件未被改动。</translation>
    </message>
    <message>
        <source>1 image is</source>
        <translation>1 张图像</translation>
    </message>
    <message>
        <source>{count} images are</source>
        <translation>{count} 张图像</translation>
    </message>
    <message>
        <source>1 image has</source>
        <translation>1 张图像</translation>
    </message>
    <message>
        <source>{count} images have</source>
        <translation>{count} 张图像</translation>
    </message>
    <message>
        <source>1 labeled image is</source>
        <translation>1 张已标注的图像</translation>
    </message>
    <message>
        <source>{count} labeled images are</source>
        <translation>{count} 张已标注的图像</translation>
    </message>
    <message>
        <source>1 box</source>
        <translation>1 个框</translation>
    </message>
    <message>
        <source>{count} boxes</source>
        <translation>{count} 个框</translation>
    </message>
    <message>
        <source>no box</source>
        <translation>没有框</translation>
    </message>
    <message>
        <source>it</source>
        <translation>它</translation>
    </message>
    <message>
        <source>them</source>
        <translation>它们</translation>
    </message>
    <message>
        <source>{names} and {more} more</source>
        <translation>{names} 等（另有 {more} 个）</translation>
    </message>
    <message>
        <source>{name} is not an image that this program can read. Save it as JPEG or PNG, or remove it.</source>
        <translation>{name} 不是本程序可读取的图像。请另存为 JPEG 或 PNG，或移除它。</translation>
    </message>
    <message>
        <source>{name} is damaged or incomplete ({reason}). Copy it again from its source, or delete it.</source>
        <translation>{name} 已损坏或不完整（{reason}）。请从来源重新复制，或删除它。</translation>
    </message>
    <message>
        <source>{name} is no longer there: it was moved or deleted. Open the folder again.</source>
        <translation>{name} 已不存在：它被移动或删除。请重新打开文件夹。</translation>
    </message>
    <message>
        <source>{name} cannot be read: permission denied. Change its permissions, then open it again.</source>
        <translation>无法读取 {name}：没有权限。请更改其权限，然后重新打开。</translation>
    </message>
    <message>
        <source>{name} is a folder, not an image. Rename it, or open it as a folder.</source>
        <translation>{name} 是文件夹，不是图像。请重命名，或作为文件夹打开。</translation>
    </message>
    <message>
        <source>{name} could not be read: {reason}. Check the disk, then open it again.</source>
        <translation>无法读取 {name}：{reason}。请检查磁盘，然后重新打开。</translation>
    </message>
    <message>
        <source>{name} has {megapixels} megapixels ({width} x {height}); the limit is {limit}. Make it smaller, or cut it into tiles.</source>
        <translation>{name} 有 {megapixels} 百万像素（{width} x {height}）；上限为 {limit}。请缩小它，或切成小块。</translation>
    </message>
    <message>
        <source>{name} has no pixels ({width} x {height}). Copy it again from its source.</source>
        <translation>{name} 没有像素（{width} x {height}）。请从来源重新复制。</translation>
    </message>
    <message>
        <source>{name} is empty (0 bytes). Copy it again from its source, or delete it.</source>
        <translation>{name} 是空文件（0 字节）。请从来源重新复制，或删除它。</translation>
    </message>
    <message>
        <source>There is not enough memory to decode {name}. Close other programs, or make the image smaller.</source>
        <translation>内存不足，无法解码 {name}。请关闭其他程序，或缩小图像。</translation>
    </message>
    <message>
        <source>{name} is a pipe or a device, not an image. Remove it, then open the folder again.</source>
        <translation>{name} 是管道或设备，不是图像。请移除它，然后重新打开文件夹。</translation>
    </message>
    <message>
        <source>{name} is {width} x {height} pixels; no side may have more than {limit:,}. Cut it into tiles.</source>
        <translation>{name} 为 {width} x {height} 像素；任何一边不得超过 {limit:,}。请切成小块。</translation>
    </message>
    <message>
        <source>{path} is there already, so nothing was moved. Rename one of the two first.</source>
        <translation>{path} 已存在，因此未移动任何文件。请先重命名其中一个。</translation>
    </message>
    <message>
        <source>{name} could not be moved: {reason}. Nothing was changed.</source>
        <translation>无法移动 {name}：{reason}。没有任何改动。</translation>
    </message>
    <message>
        <source>{path} is not there any more, so nothing was moved back.</source>
        <translation>{path} 已不存在，因此未移回任何文件。</translation>
    </message>
    <message>
        <source>{name} is in no folder of a split with a folder for {split} beside it. Nothing was moved.</source>
        <translation>{name} 不在旁边有 {split} 文件夹的子集文件夹中。未移动任何文件。</translation>
    </message>
    <message>
        <source>{name} has its labels in another folder, where they name it by its path. Nothing was moved.</source>
        <translation>{name} 的标注在另一个文件夹中，并以路径指明它。未移动任何文件。</translation>
    </message>
    <message>
        <source>Draw boxes in its images and save them.</source>
        <translation>请在其图像中画框并保存。</translation>
    </message>
    <message>
        <source>The labeled images of {root} have no boxes, so there is no class to train on.</source>
        <translation>{root} 的已标注图像没有框，因此没有可训练的类别。</translation>
    </message>
    <message>
        <source>Draw some.</source>
        <translation>请画一些框。</translation>
    </message>
    <message>
        <source>{images_are} in no split of the data set ({splits}) and not used: {names}.</source>
        <translation>{images_are}不在数据集的任何子集（{splits}）中，未使用：{names}。</translation>
    </message>
    <message>
        <source>{root} has no usable labeled image.</source>
        <translation>{root} 中没有可用的已标注图像。</translation>
    </message>
    <message>
        <source>The data set has no training split (its splits: {splits}), so all labeled images are used for training.</source>
        <translation>数据集没有训练集（其子集：{splits}），因此所有已标注的图像都用于训练。</translation>
    </message>
    <message>
        <source>{boxes} of class {label}, which is not in the class list, left out.</source>
        <translation>类别 {label} 不在类别列表中，已忽略其{boxes}。</translation>
    </message>
    <message>
        <source>All validation images in {folder} are in the training set, too. Choose other images.</source>
        <translation>{folder} 中的所有验证图像也在训练集中。请选择其他图像。</translation>
    </message>
    <message>
        <source>{folder} has no split {split!r}: {splits}. Hold out a fraction instead.</source>
        <translation>{folder} 没有子集 {split!r}：{splits}。请改为留出一部分。</translation>
    </message>
    <message>
        <source>{name} has {boxes}; the limit is {limit:,} per image. Cut the image into tiles, or remove boxes. The file was not changed.</source>
        <translation>{name} 有 {boxes}；每张图像的上限为 {limit:,}。请把图像切成小块，或删除一些框。文件未改动。</translation>
    </message>
    <message>
        <source>{name}: box {number} ({label}: {corners})</source>
        <translation>{name}: 框 {number}（{label}：{corners}）</translation>
    </message>
    <message>
        <source>{subject} repeats box {number}. Delete one of the two.</source>
        <translation>{subject} 与框 {number} 重复。请删除其中一个。</translation>
    </message>
    <message>
        <source>{subject} covers the same object as box {number}, which is of class {label}. Decide on one class.</source>
        <translation>{subject} 与类别为 {label} 的框 {number} 覆盖同一物体。请确定一个类别。</translation>
    </message>
    <message>
        <source>{subject} is shown rotated according to its EXIF orientation ({width} x {height} pixels), but its boxes were drawn on the stored image ({height} x {width}). Rotate the boxes as well.</source>
        <translation>{subject} 按其 EXIF 方向旋转显示（{width} x {height} 像素），但框是在存储的图像（{height} x {width}）上画的。请一并旋转框。</translation>
    </message>
    <message>
        <source>{subject} has {width} x {height} pixels, but {file} says {stated_width} x {stated_height}.</source>
        <translation>{subject} 有 {width} x {height} 像素，但 {file} 写的是 {stated_width} x {stated_height}。</translation>
    </message>
    <message>
        <source>That is not a valid size; correct it, because some programs rely on it.</source>
        <translation>这不是有效的尺寸；请更正，因为有些程序依赖它。</translation>
    </message>
    <message>
        <source>Some of its boxes are outside: the image was resized or cropped after labeling. Scale the boxes, or draw them again.</source>
        <translation>其中一些框在图像之外：图像在标注后被缩放或裁剪。请缩放这些框或重新绘制。</translation>
    </message>
    <message>
        <source>If the image was resized after it was labeled, its boxes are in the wrong places; check them.</source>
        <translation>如果图像在标注后被缩放，其框的位置就不对；请检查。</translation>
    </message>
    <message>
        <source>{subject} has a coordinate that is not a number. Delete it, or draw it again.</source>
        <translation>{subject} 有一个坐标不是数字。请删除或重新绘制。</translation>
    </message>
    <message>
        <source>{subject} has its corners swapped. Put the smaller coordinates first.</source>
        <translation>{subject} 的角点颠倒。请把较小的坐标放在前面。</translation>
    </message>
    <message>
        <source>{subject} has no area. Delete it, or draw it again.</source>
        <translation>{subject} 没有面积。请删除或重新绘制。</translation>
    </message>
    <message>
        <source>{subject} is between 0 and 1, as fractions of the image are, but this format has pixels. Multiply it by the image size.</source>
        <translation>{subject} 在 0 与 1 之间，像是图像的比例，但此格式使用像素。请乘以图像尺寸。</translation>
    </message>
    <message>
        <source>{subject} is outside the image of {width} x {height} pixels. Delete it, or move it to its object.</source>
        <translation>{subject} 在 {width} x {height} 像素的图像之外。请删除，或移到其物体上。</translation>
    </message>
    <message>
        <source>{subject} is larger than the image of {width} x {height} pixels. If it was drawn on a larger copy, scale it; otherwise cut it off at the border.</source>
        <translation>{subject} 大于 {width} x {height} 像素的图像。如果是在更大的副本上画的，请缩放；否则在边界处截断。</translation>
    </message>
    <message>
        <source>{subject} extends beyond the image of {width} x {height} pixels. Cut it off at the border.</source>
        <translation>{subject} 超出 {width} x {height} 像素的图像。请在边界处截断。</translation>
    </message>
    <message>
        <source>{subject} is less than a pixel wide or high. Delete it, or draw it again.</source>
        <translation>{subject} 的宽或高不足一个像素。请删除或重新绘制。</translation>
    </message>
    <message>
        <source>{subject} is at most a pixel wide or high, which is probably a mistake. Delete it, or draw it again.</source>
        <translation>{subject} 的宽或高至多一个像素，很可能是错误。请删除或重新绘制。</translation>
    </message>
    <message>
        <source>{subject} is {width} x {height} pixels after resizing, less than one cell of {preset} ({stride}), so it is unlikely to be detected. Delete it if it is a mistake; otherwise use larger images, or cut them into tiles.</source>
        <translation>{subject} 缩放后为 {width} x {height} 像素，小于 {preset} 的一个单元（{stride}），因此不太可能被检测到。如果是错误请删除；否则请使用更大的图像，或切成小块。</translation>
    </message>
    <message>
        <source>{names} are the same image. Keep one of them.</source>
        <translation>{names} 是同一张图像。请保留其中一张。</translation>
    </message>
    <message>
        <source>They are in {splits}, so the measured accuracy is too high.</source>
        <translation>它们分属 {splits}，因此测得的精度偏高。</translation>
    </message>
    <message>
        <source>{name} is not read because of its name. Rename it to {renamed}.</source>
        <translation>{name} 因其名称而未被读取。请重命名为 {renamed}。</translation>
    </message>
    <message>
        <source>{names} differ only in the file extension; many programs give them one label file. Rename all but one.</source>
        <translation>{names} 只有扩展名不同；许多程序会给它们同一个标注文件。请只保留一个原名，其余重命名。</translation>
    </message>
    <message>
        <source>{name} matches no image. Restore its image, or rename the file like its image.</source>
        <translation>{name} 没有对应的图像。请恢复其图像，或按图像名称重命名该文件。</translation>
    </message>
    <message>
        <source>Class {name} has {boxes}. Label at least {limit}, preferably a hundred, or remove the class.</source>
        <translation>类别 {name} 有 {boxes}。请至少标注 {limit} 个，最好一百个，或删除该类别。</translation>
    </message>
    <message>
        <source>{names} differ only in spelling. If they are one class, rename all to {name}.</source>
        <translation>{names} 只有拼写不同。如果是同一类别，请全部重命名为 {name}。</translation>
    </message>
    <message>
        <source>Class {name} ({boxes}) is trained like any other object class. The network needs no class for the background: if these are not objects, delete the class and its boxes.</source>
        <translation>类别 {name}（{boxes}）会像其他物体类别一样训练。网络不需要背景类别：如果这些不是物体，请删除该类别及其框。</translation>
    </message>
    <message>
        <source>{subject} has an outline with a point that is not a number. Draw the outline again.</source>
        <translation>{subject} 的轮廓有一个点不是数字。请重新绘制轮廓。</translation>
    </message>
    <message>
        <source>{subject} has an outline with {rings} of fewer than three points, which encloses nothing. Remove {them}.</source>
        <translation>{subject} 的轮廓有{rings}少于三个点，不围住任何区域。请移除{them}。</translation>
    </message>
    <message>
        <source>{subject} has an outline that extends up to {distance:.6g} pixels beyond the image of {width} x {height} pixels. Cut it off at the border.</source>
        <translation>{subject} 的轮廓超出 {width} x {height} 像素的图像达 {distance:.6g} 像素。请在边界处截断。</translation>
    </message>
    <message>
        <source>{subject} has an outline outside the image of {width} x {height} pixels. Move it to its object, or remove the outline.</source>
        <translation>{subject} 的轮廓在 {width} x {height} 像素的图像之外。请移到其物体上，或移除轮廓。</translation>
    </message>
    <message>
        <source>{subject} has an outline that crosses itself near {x:.6g}, {y:.6g}. Move its points, or draw it again.</source>
        <translation>{subject} 的轮廓在 {x:.6g}, {y:.6g} 附近自相交。请移动其点或重新绘制。</translation>
    </message>
    <message>
        <source>{subject} has an outline with {holes} outside its part, which changes nothing. Remove {them}.</source>
        <translation>{subject} 的轮廓有{holes}在其部分之外，不起作用。请移除{them}。</translation>
    </message>
    <message>
        <source>{subject} has an outline with a hole that extends beyond its part by {pixels}. Move the points of the hole.</source>
        <translation>{subject} 的轮廓有一个孔超出其部分{pixels}。请移动孔的点。</translation>
    </message>
    <message>
        <source>{subject} has an outline with {specks} ({area:.6g} px in total) beside a part of {largest:,.6g} px. Remove {them}, unless the object has such parts.</source>
        <translation>{subject} 的轮廓在 {largest:,.6g} px 的部分旁有{specks}（共 {area:.6g} px）。除非物体确有这样的部分，否则请移除{them}。</translation>
    </message>
    <message>
        <source>{subject} has an outline that is up to {distance:.6g} pixels away from the box, more than the {tolerance:.3g} that are tolerated. Correct the one of the two that is wrong.</source>
        <translation>{subject} 的轮廓与框相距达 {distance:.6g} 像素，超过允许的 {tolerance:.3g}。请更正两者中错误的一个。</translation>
    </message>
    <message>
        <source>1 ring</source>
        <translation>1 个环</translation>
    </message>
    <message>
        <source>{count} rings</source>
        <translation>{count} 个环</translation>
    </message>
    <message>
        <source>1 hole</source>
        <translation>1 个孔</translation>
    </message>
    <message>
        <source>{count} holes</source>
        <translation>{count} 个孔</translation>
    </message>
    <message>
        <source>1 pixel</source>
        <translation>1 个像素</translation>
    </message>
    <message>
        <source>{count} pixels</source>
        <translation>{count} 个像素</translation>
    </message>
    <message>
        <source>1 speck</source>
        <translation>1 个斑点</translation>
    </message>
    <message>
        <source>{count} specks</source>
        <translation>{count} 个斑点</translation>
    </message>
    <message>
        <source>{name} is a {format} file. Rename it to {renamed}, because some programs rely on the extension.</source>
        <translation>{name} 是 {format} 文件。请重命名为 {renamed}，因为有些程序依赖扩展名。</translation>
    </message>
    <message>
        <source>{name} has no labels. Draw its boxes; if it shows no object, save it without boxes.</source>
        <translation>{name} 没有标注。请画出其中的框；如果没有物体，请不带框保存。</translation>
    </message>
    <message>
        <source>{subject} is of a class that is not in the class list of the data set. Add the class, or change that of the box.</source>
        <translation>{subject} 的类别不在数据集的类别列表中。请添加该类别，或更改框的类别。</translation>
    </message>
    <message>
        <source>{path} could not be read: {reason}. It lists the images to skip; repair or delete it.</source>
        <translation>无法读取 {path}：{reason}。它列出要跳过的图像；请修复或删除它。</translation>
    </message>
    <message>
        <source>{path} could not be written: {reason}. The marks are as they were.</source>
        <translation>无法写入 {path}：{reason}。标记保持原样。</translation>
    </message>
    <message>
        <source>{images} marked to be skipped, not used: {names}.</source>
        <translation>{images}标记为跳过，未使用：{names}。</translation>
    </message>
    <message>
        <source>A split needs at least two different labeled images. Label more images, or choose a second folder.</source>
        <translation>划分至少需要两张不同的已标注图像。请标注更多图像，或选择第二个文件夹。</translation>
    </message>
    <message>
        <source>To read HEIC, run `pip install &apos;frcnn-studio[heic]&apos;` and start the program again.</source>
        <translation>要读取 HEIC，请运行 `pip install &apos;frcnn-studio[heic]&apos;` 并重新启动程序。</translation>
    </message>
    <message>
        <source>{images} that cannot be read: {names}. Save {pronoun} as JPEG or PNG.</source>
        <translation>无法读取{images}：{names}。请把{pronoun}另存为 JPEG 或 PNG。</translation>
    </message>
    <message>
        <source>1 image is of a kind ({kinds})</source>
        <translation>1 张图像（{kinds}）</translation>
    </message>
    <message>
        <source>{count} images are of kinds ({kinds})</source>
        <translation>{count} 张图像（{kinds}）</translation>
    </message>
    <message>
        <source>for example {name}</source>
        <translation>例如 {name}</translation>
    </message>
    <message>
        <source>{images_are} left out, without a label file: {names}.</source>
        <translation>{images_are}没有标注文件，已忽略：{names}。</translation>
    </message>
    <message>
        <source>{images_are} left out ({kind}): {names}. {problem}</source>
        <translation>已忽略{images_are}（{kind}）：{names}。{problem}</translation>
    </message>
    <message>
        <source>`frcnn check`, or the Problems dock of the window, lists all problems and how to correct them.</source>
        <translation>`frcnn check` 或窗口的“问题”面板列出所有问题及更正方法。</translation>
    </message>
    <message>
        <source>{images_have} boxes partly outside their image, cut off at its border: {names}. {problem}</source>
        <translation>{images_have}有部分在图像之外的框，已在边界处截断：{names}。{problem}</translation>
    </message>
    <message>
        <source>{images_have} labels made for another image size, used without scaling: {names}. {problem}</source>
        <translation>{images_have}的标注是为其他图像尺寸所做，未缩放即使用：{names}。{problem}</translation>
    </message>
    <message>
        <source>This machine has no device {name!r}. Choose another device: cpu, or auto{others}.</source>
        <translation>本机没有设备 {name!r}。请选择其他设备：cpu 或 auto{others}。</translation>
    </message>
    <message>
        <source>{name} could not be downloaded ({reason}). Connect to the network and try again, or download {url} elsewhere and copy it to {folder} or into the weights folder (FRCNN_WEIGHTS_DIR).</source>
        <translation>无法下载 {name}（{reason}）。请连接网络后重试，或在别处下载 {url}，并将其复制到 {folder} 或权重文件夹（FRCNN_WEIGHTS_DIR）。</translation>
    </message>
    <message>
        <source>{name} was damaged during the download: {size:,} of {expected:,} bytes, and the checksum is wrong. Try again; if it fails repeatedly, a proxy or filter may be changing downloads.</source>
        <translation>{name} 在下载中损坏：{expected:,} 字节中的 {size:,}，校验和不符。请重试；若多次失败，可能是代理或过滤器改动了下载。</translation>
    </message>
    <message>
        <source>The network has the classes {network}, the images have {images}.</source>
        <translation>网络的类别为 {network}，图像的类别为 {images}。</translation>
    </message>
    <message>
        <source>None of the labeled images in {folder} can be decoded.</source>
        <translation>{folder} 中的已标注图像都无法解码。</translation>
    </message>
    <message>
        <source>{source} finds no proposals in {image}. Of this image, only the labeled boxes train the network.</source>
        <translation>{source} 在 {image} 中没有找到候选框。此图像只用标注框训练网络。</translation>
    </message>
    <message>
        <source>The checkpoint {path} could not be written: {reason}. Free some space or choose another folder; an existing checkpoint there was not changed.</source>
        <translation>无法写入检查点 {path}：{reason}。请腾出空间或选择其他文件夹；已有的检查点未改动。</translation>
    </message>
    <message>
        <source>There is no checkpoint {path}.</source>
        <translation>没有检查点 {path}。</translation>
    </message>
    <message>
        <source>{path} is a safetensors file, but not a checkpoint of this program.</source>
        <translation>{path} 是 safetensors 文件，但不是本程序的检查点。</translation>
    </message>
    <message>
        <source>{path} is not a safetensors file ({reason}). Choose a checkpoint.</source>
        <translation>{path} 不是 safetensors 文件（{reason}）。请选择检查点。</translation>
    </message>
    <message>
        <source>{path} did not respond for {time} ({reason}). Resume the run when it is available again.</source>
        <translation>{path} 已有 {time} 没有响应（{reason}）。可用后请继续该训练。</translation>
    </message>
    <message>
        <source>{path} is available again after {time}.</source>
        <translation>{path} 在 {time} 后恢复可用。</translation>
    </message>
    <message>
        <source>{path} does not respond ({reason}). Training waits for it, up to {time}.</source>
        <translation>{path} 没有响应（{reason}）。训练会等待它，最多 {time}。</translation>
    </message>
    <message>
        <source>{path} does not respond ({reason}). Resume the run when it is available again.</source>
        <translation>{path} 没有响应（{reason}）。可用后请继续该训练。</translation>
    </message>
    <message>
        <source>The training images or their labels have changed since the run was begun. Restore them, or begin a new run that starts from these weights.</source>
        <translation>自训练开始以来，训练图像或其标注已改变。请恢复它们，或从这些权重开始新的训练。</translation>
    </message>
    <message>
        <source>The validation images or their labels have changed since the run was begun, so its best checkpoint could not be determined. Restore them, or begin a new run that starts from these weights.</source>
        <translation>自训练开始以来，验证图像或其标注已改变，因此无法确定最佳检查点。请恢复它们，或从这些权重开始新的训练。</translation>
    </message>
    <message>
        <source>The file with proposals has changed since the run was begun. Restore it, or begin a new run that starts from these weights.</source>
        <translation>候选框文件在训练开始后已更改。请恢复该文件，或从这些权重开始新的训练。</translation>
    </message>
    <message>
        <source>{path} could not be written: {reason}. The log ends here.</source>
        <translation>无法写入 {path}：{reason}。日志到此为止。</translation>
    </message>
    <message>
        <source>Another training is writing to {folder}. Wait until it has ended, or choose another folder for the run.</source>
        <translation>另一个训练正在写入 {folder}。请等待其结束，或为运行选择其他文件夹。</translation>
    </message>
    <message>
        <source>Nothing can be written to {folder}: {reason}. Choose another folder for the run.</source>
        <translation>无法写入 {folder}：{reason}。请为训练选择其他文件夹。</translation>
    </message>
    <message>
        <source>There is not enough memory for {images} images at once. From now on the network processes {fewer} at a time and accumulates their gradients: the result is the same, but training is slower.</source>
        <translation>内存不足以同时处理 {images} 张图像。此后网络每次处理 {fewer} 张并累积梯度：结果相同，但训练较慢。</translation>
    </message>
    <message>
        <source>{device} is too small for a single image. Choose a preset with smaller images or fewer layers.</source>
        <translation>{device} 的内存连一张图像都不够。请选择图像更小或层数更少的预设。</translation>
    </message>
    <message>
        <source>There is not enough memory to cache the output of the frozen layers. It is computed in every step from now on: the result is the same, but training is slower.</source>
        <translation>内存不足以缓存冻结层的输出。此后每一步都会计算：结果相同，但训练较慢。</translation>
    </message>
    <message>
        <source>Training continues.</source>
        <translation>训练继续进行。</translation>
    </message>
    <message>
        <source>Ended early: AP did not improve in the last {epochs} epochs.</source>
        <translation>提前结束：AP 在最近 {epochs} 轮没有提高。</translation>
    </message>
    <message>
        <source>The network is for {count} classes ({classes}), but {folder} was read for {read_count} ({read_classes}).</source>
        <translation>网络用于 {count} 个类别（{classes}），但 {folder} 按 {read_count} 个读取（{read_classes}）。</translation>
    </message>
    <message>
        <source>{path} cannot be read as weights ({reason}). Copy it again.</source>
        <translation>无法把 {path} 读作权重（{reason}）。请重新复制。</translation>
    </message>
    <message>
        <source>A polygon needs at least three points.</source>
        <translation>多边形至少需要三个点。</translation>
    </message>
    <message>
        <source>The points are on one line: a polygon needs an area.</source>
        <translation>这些点在一条直线上：多边形需要有面积。</translation>
    </message>
    <message>
        <source>Convert {boxes} to polygons</source>
        <translation>将 {boxes} 转换为多边形</translation>
    </message>
    <message>
        <source>Convert {boxes} to masks</source>
        <translation>将 {boxes} 转换为掩码</translation>
    </message>
    <message>
        <source>Convert {boxes} to boxes</source>
        <translation>将 {boxes} 转换为框</translation>
    </message>
    <message>
        <source>Converted to polygons: {boxes}.</source>
        <translation>已转换为多边形：{boxes}。</translation>
    </message>
    <message>
        <source>Converted to masks: {boxes}.</source>
        <translation>已转换为掩码：{boxes}。</translation>
    </message>
    <message>
        <source>Converted to boxes: {boxes}.</source>
        <translation>已转换为框：{boxes}。</translation>
    </message>
    <message>
        <source>The selected objects are polygons already.</source>
        <translation>选中的对象已经是多边形。</translation>
    </message>
    <message>
        <source>The selected objects are masks already.</source>
        <translation>选中的对象已经是掩码。</translation>
    </message>
    <message>
        <source>The selected objects are boxes already.</source>
        <translation>选中的对象已经是框。</translation>
    </message>
    <message>
        <source>Too small to cover a pixel: {boxes}.</source>
        <translation>太小，没有覆盖任何像素：{boxes}。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln point(s) given up.</source>
        <translation>
            <numerusform>放弃 %Ln 个点。</numerusform>
        </translation>
    </message>
    <message>
        <source>one PNG for each object</source>
        <translation>每个目标一个 PNG</translation>
    </message>
    <message>
        <source>Mask PNG</source>
        <translation>掩膜 PNG</translation>
    </message>
    <message>
        <source>&amp;Mask PNG</source>
        <translation>掩膜 PNG(&amp;M)</translation>
    </message>
    <message>
        <source>Use masks for folders without labels: one .png for each object</source>
        <translation>没有标注的文件夹使用掩膜：每个目标一个 .png</translation>
    </message>
    <message>
        <source>change save format instance segmentation</source>
        <translation>更改 保存 格式 实例分割 掩膜</translation>
    </message>
    <message>
        <source>One PNG for each object; a box becomes a rectangle. No flags, attributes or scores.</source>
        <translation>每个目标一个 PNG；框成为矩形。不含标志、属性和得分。</translation>
    </message>
    <message>
        <source>Proposing outlines needs OpenCV. Install with: {command}</source>
        <translation>自动生成轮廓需要 OpenCV。安装命令：{command}</translation>
    </message>
    <message>
        <source>Proposing outlines</source>
        <translation>正在生成轮廓建议</translation>
    </message>
    <message>
        <source>No outline was found in the boxes.</source>
        <translation>在框中没有找到轮廓。</translation>
    </message>
    <message>
        <source>The boxes have changed meanwhile. Propose their outlines again.</source>
        <translation>框在此期间已更改。请重新生成轮廓建议。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln outline(s) proposed. Enter accepts, Esc dismisses.</source>
        <translation>
            <numerusform>已建议 %Ln 个轮廓。按 Enter 接受，按 Esc 放弃。</numerusform>
        </translation>
    </message>
    <message>
        <source>The proposed outlines were dismissed.</source>
        <translation>已放弃建议的轮廓。</translation>
    </message>
    <message>
        <source>Accept outlines of {boxes}</source>
        <translation>接受{boxes}的轮廓</translation>
    </message>
    <message>
        <source>Row {row}, column {column}: {value}</source>
        <translation>第 {row} 行，第 {column} 列：{value}</translation>
    </message>
    <message>
        <source>The network in use has no mask head. Choose or train one of the Mask R-CNN presets.</source>
        <translation>当前网络没有掩码头。请选择或训练某个 Mask R-CNN 预设。</translation>
    </message>
    <message>
        <source>Select a box, or choose Explain and click an anchor, to see its mask.</source>
        <translation>选择一个框，或选用“解释”工具并点击一个锚框，即可查看其掩码。</translation>
    </message>
    <message>
        <source>The mask head does not learn from it: no positive RoI was sampled for it.</source>
        <translation>掩码头没有从中学习：没有为它抽取到正 RoI。</translation>
    </message>
    <message>
        <source>The mask head does not see it: nothing was detected there.</source>
        <translation>掩码头看不到它：那里没有检测到任何物体。</translation>
    </message>
    <message>
        <source>A saved trace has no network that could be run. Close it to see masks.</source>
        <translation>已保存的轨迹不含可运行的网络。关闭它才能查看掩码。</translation>
    </message>
    <message>
        <source>Mask of the RoI</source>
        <translation>RoI 的掩码</translation>
    </message>
    <message>
        <source>The probabilities of its cells, its outline, and that of the object.</source>
        <translation>其各单元格的概率、其轮廓，以及物体的轮廓。</translation>
    </message>
    <message>
        <source>Samples of the RoI</source>
        <translation>RoI 的采样点</translation>
    </message>
    <message>
        <source>Where RoI align reads the feature map.</source>
        <translation>RoI align 读取特征图的位置。</translation>
    </message>
    <message>
        <source>Cells of the mask</source>
        <translation>掩码的单元格</translation>
    </message>
    <message>
        <source>The grid in which the mask head predicts; a mask is pasted from it.</source>
        <translation>掩码头进行预测的网格；掩码由它贴回图像。</translation>
    </message>
    <message>
        <source>Training RoI</source>
        <translation>训练 RoI</translation>
    </message>
    <message>
        <source>mean of channels</source>
        <translation>各通道的平均</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>采样点</translation>
    </message>
    <message>
        <source>What RoI align pools: each bin is the mean of the feature map at its samples.</source>
        <translation>RoI align 池化的结果：每一格是特征图在其采样点处的平均值。</translation>
    </message>
    <message>
        <source>Probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>How likely each cell of the RoI belongs to the object, in the map of one class.</source>
        <translation>在某个类别的图中，RoI 的每个单元格属于物体的概率。</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>物体</translation>
    </message>
    <message>
        <source>The cells that belong to the labeled object: what is learned.</source>
        <translation>属于已标注物体的单元格，即要学习的目标。</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>What each cell adds to the loss: where mask and object differ.</source>
        <translation>每个单元格对损失的贡献：掩码与物体在何处不同。</translation>
    </message>
    <message>
        <source>RoI</source>
        <translation>RoI</translation>
    </message>
    <message>
        <source>In training the mask head sees positive proposals, in detection the final boxes.</source>
        <translation>训练时掩码头看到的是正候选框，检测时看到的是最终的框。</translation>
    </message>
    <message>
        <source>Map of class</source>
        <translation>类别的图</translation>
    </message>
    <message>
        <source>There is a map for each class. Only that of its own class counts.</source>
        <translation>每个类别各有一张图，只有所属类别的那张有效。</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>阈值</translation>
    </message>
    <message>
        <source>The probability from which on a pixel belongs to the object.</source>
        <translation>概率达到此值的像素属于物体。</translation>
    </message>
    <message>
        <source>Channel of the features</source>
        <translation>特征的通道</translation>
    </message>
    <message>
        <source>The channel whose features are shown, starting at 0, or the mean of all.</source>
        <translation>显示哪个通道的特征（从 0 开始），或所有通道的平均值。</translation>
    </message>
    <message>
        <source>Shows in the bins and on the image where RoI align reads the feature map.</source>
        <translation>在各格中和图像上显示 RoI align 读取特征图的位置。</translation>
    </message>
    <message>
        <source>Shows on the image the cells for which the mask head predicts probabilities.</source>
        <translation>在图像上显示掩码头预测概率的单元格。</translation>
    </message>
    <message>
        <source>Training RoI: a positive proposal, IoU {iou} with {box}.</source>
        <translation>训练 RoI：正候选框，与 {box} 的 IoU 为 {iou}。</translation>
    </message>
    <message>
        <source>Detection {number}: {label} {score}, IoU {iou} with {box}.</source>
        <translation>检测 {number}：{label} {score}，与 {box} 的 IoU 为 {iou}。</translation>
    </message>
    <message>
        <source>Detection {number}: {label} {score}. It found no object.</source>
        <translation>检测 {number}：{label} {score}。它没有找到物体。</translation>
    </message>
    <message>
        <source>RoI align pools it from the map of stride {stride} into {size} x {size} bins.</source>
        <translation>RoI align 从步幅为 {stride} 的特征图将其池化为 {size} x {size} 个格。</translation>
    </message>
    <message>
        <source>Its size assigns it to pyramid level {level} (stride {stride}); RoI align pools it into {size} x {size} bins.</source>
        <translation>按其大小分配到金字塔层 {level}（步幅 {stride}）；RoI align 把它池化为 {size} x {size} 格。</translation>
    </message>
    <message>
        <source>Its loss is {loss}; the mask loss of the image is the mean over {count} RoIs.</source>
        <translation>它的损失为 {loss}；图像的掩码损失是 {count} 个 RoI 的平均值。</translation>
    </message>
    <message>
        <source>The object has no outline, so there is nothing to compare the mask with.</source>
        <translation>该物体没有轮廓，因此没有可与掩码比较的内容。</translation>
    </message>
    <message>
        <source>The box is correct, the mask is not: it matches {share} of the boundary.</source>
        <translation>框正确，掩码不正确：它只与 {share} 的边界吻合。</translation>
    </message>
    <message>
        <source>Box and mask are correct, the boundary is poor: the mask matches {share} of it.</source>
        <translation>框和掩码都正确，但边界不佳：掩码与边界的吻合度为 {share}。</translation>
    </message>
    <message>
        <source>Mask IoU {iou}, boundary IoU {boundary}.</source>
        <translation>掩码 IoU {iou}，边界 IoU {boundary}。</translation>
    </message>
    <message>
        <source>The ceiling is {ceiling}: a perfect mask of {size} x {size} cells in this box has this IoU.</source>
        <translation>上限为 {ceiling}：此框中由 {size} x {size} 个单元格构成的完美掩码具有此 IoU。</translation>
    </message>
    <message>
        <source>Detection, training and the stages need PyTorch, which is not installed. Install with: {command}</source>
        <translation>检测、训练和各阶段需要 PyTorch，但它尚未安装。安装命令：{command}</translation>
    </message>
    <message>
        <source>Detection, training and the stages need PyTorch, which this bundle does not contain. Install the program with pip.</source>
        <translation>检测、训练和各阶段需要 PyTorch，但此软件包不包含它。请用 pip 安装本程序。</translation>
    </message>
    <message>
        <source>This can be undone.</source>
        <translation>此操作可以撤销。</translation>
    </message>
    <message>
        <source>Edit outlines</source>
        <translation>编辑轮廓</translation>
    </message>
    <message>
        <source>{step}?</source>
        <translation>{step}？</translation>
    </message>
    <message>
        <source>Appl&amp;y</source>
        <translation>应用(&amp;Y)</translation>
    </message>
    <message>
        <source>Do &amp;not ask again</source>
        <translation>不再询问(&amp;N)</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Changing outlines</source>
        <translation>正在更改轮廓</translation>
    </message>
    <message>
        <source>The objects were changed meanwhile, so their outlines stay as they are.</source>
        <translation>对象在此期间已被更改，因此其轮廓保持不变。</translation>
    </message>
    <message>
        <source>{format} files cannot hold several parts or holes: {boxes} cannot be saved like this.</source>
        <translation>{format} 文件不能保存多个部分或孔：{boxes} 无法这样保存。</translation>
    </message>
    <message>
        <source>{format} files hold masks as polygons.</source>
        <translation>{format} 文件将掩码保存为多边形。</translation>
    </message>
    <message>
        <source>Reading outlines</source>
        <translation>正在读取轮廓</translation>
    </message>
    <message>
        <source>{term} needs a shape: shape:box, shape:polygon or shape:mask.</source>
        <translation>{term} 需要一个形状：shape:box、shape:polygon 或 shape:mask。</translation>
    </message>
    <message>
        <source>{term} needs a number, as in holes&gt;0, parts&gt;1 or area&lt;100.</source>
        <translation>{term} 需要一个数字，例如 holes&gt;0、parts&gt;1 或 area&lt;100。</translation>
    </message>
    <message>
        <source>Pl&amp;ug-ins</source>
        <translation>插件(&amp;U)</translation>
    </message>
    <message>
        <source>The plug-in {name} failed: {error}. See the log for details.</source>
        <translation>插件 {name} 失败：{error}。详情请查看日志。</translation>
    </message>
    <message>
        <source>The plug-in {name} of the package {package} was left out: {error}. Update or uninstall the package.</source>
        <translation>已略去软件包 {package} 的插件 {name}：{error}。请更新或卸载该软件包。</translation>
    </message>
    <message>
        <source>These detections have no masks to compare.</source>
        <translation>这些检测结果没有可比较的掩码。</translation>
    </message>
    <message>
        <source>The network in use has no mask head, so it has no masks to compare.</source>
        <translation>当前网络没有掩码头，因此没有可比较的掩码。</translation>
    </message>
    <message>
        <source>No labeled object has an outline, so there is nothing to compare masks with.</source>
        <translation>没有带轮廓的标注物体，因此掩码没有比较对象。</translation>
    </message>
    <message>
        <source>Correct by the box</source>
        <translation>按框判断正确</translation>
    </message>
    <message>
        <source>Correct by the mask</source>
        <translation>按掩码判断正确</translation>
    </message>
    <message>
        <source>Only the boxes were accepted. {reason}</source>
        <translation>只接受了框。{reason}</translation>
    </message>
    <message numerus="yes">
        <source>Polygons of {format} are one ring: %Ln outline(s) lost holes or small parts.</source>
        <translation>
            <numerusform>{format} 的多边形只能是一个环：%Ln 个轮廓失去了孔或小的部分。</numerusform>
        </translation>
    </message>
    <message>
        <source>Accepted the outlines of {boxes} in {images}.</source>
        <translation>已接受 {images}中{boxes}的轮廓。</translation>
    </message>
    <message>
        <source>Stopped after the outlines of {boxes} in {images}.</source>
        <translation>接受 {images}中{boxes}的轮廓后已停止。</translation>
    </message>
    <message>
        <source>Accepting outlines</source>
        <translation>正在接受轮廓</translation>
    </message>
    <message numerus="yes">
        <source>%Ln box(es) locked or changed since: left as they are.</source>
        <translation>
            <numerusform>%Ln 个框已锁定或此后有改动：保持原样。</numerusform>
        </translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>No outlines yet. Outline all boxes has the network&apos;s mask head propose them for the whole folder.</source>
        <translation>还没有轮廓。“为所有框勾画轮廓”让网络的掩码头为整个文件夹建议轮廓。</translation>
    </message>
    <message>
        <source>No outlines wait in this image from this score on.</source>
        <translation>此图像中没有不低于该得分的待定轮廓。</translation>
    </message>
    <message>
        <source>The mean probability of the pixels that the mask head takes for the object. It says how sure the head is of them, not that none is missing.</source>
        <translation>掩码头判为物体的各像素的平均概率。它说明掩码头对这些像素有多大把握，并不说明没有遗漏的像素。</translation>
    </message>
    <message>
        <source>Also objects that have an &amp;outline</source>
        <translation>也包括已有轮廓的对象(&amp;O)</translation>
    </message>
    <message>
        <source>Propose outlines for them, too. Those that are accepted replace the ones there are.</source>
        <translation>也为它们建议轮廓。接受后将替换现有的轮廓。</translation>
    </message>
    <message>
        <source>Minimum score of outlines</source>
        <translation>轮廓的最低得分</translation>
    </message>
    <message>
        <source>Gives objects the outlines selected in the table, or all that are shown. Can be undone.</source>
        <translation>把表中选中的轮廓（或所显示的全部轮廓）赋予对象。可以撤销。</translation>
    </message>
    <message>
        <source>Removes the proposed outlines. Objects are not affected.</source>
        <translation>移除建议的轮廓。对象不受影响。</translation>
    </message>
    <message>
        <source>Outline all &amp;boxes</source>
        <translation>为所有框勾画轮廓(&amp;B)</translation>
    </message>
    <message>
        <source>Accept in all ima&amp;ges</source>
        <translation>在所有图像中接受(&amp;G)</translation>
    </message>
    <message>
        <source>Outlines proposed in this image</source>
        <translation>此图像中建议的轮廓</translation>
    </message>
    <message>
        <source>Enter accepts the selected outlines and selects the next one. Del dismisses the selected.</source>
        <translation>按 Enter 接受选中的轮廓并选择下一个。按 Del 放弃选中的轮廓。</translation>
    </message>
    <message>
        <source>{reached} of {outlines}, {images}</source>
        <extracomment>How many outlines reach the score, of all that wait, and the images they are in: &quot;412 of 530 outlines, 96 images&quot;</extracomment>
        <translation>{outlines}中的 {reached} 个，{images}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln outline(s)</source>
        <translation>
            <numerusform>%Ln 个轮廓</numerusform>
        </translation>
    </message>
    <message>
        <source>Dismiss selected</source>
        <translation>放弃选中项</translation>
    </message>
    <message>
        <source>Dismiss all</source>
        <translation>全部放弃</translation>
    </message>
    <message>
        <source>No boxes to outline: all objects of this folder have an outline.</source>
        <translation>没有需要勾画轮廓的框：此文件夹中的所有对象都已有轮廓。</translation>
    </message>
    <message>
        <source>{boxes} of classes that the network does not know got none: {classes}.</source>
        <translation>{boxes}的类别是网络不认识的，没有得到轮廓：{classes}。</translation>
    </message>
    <message>
        <source>Canceled; what was proposed stays.</source>
        <translation>已取消；已建议的轮廓保留。</translation>
    </message>
    <message numerus="yes">
        <source>Proposed %Ln outline(s) in {images}.</source>
        <translation>
            <numerusform>已在 {images}中建议 %Ln 个轮廓。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>In %Ln box(es) the network sees no pixel of the object.</source>
        <translation>
            <numerusform>在 %Ln 个框中，网络没有看到物体的任何像素。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) could not be read: {fault}</source>
        <translation>
            <numerusform>%Ln 张图像无法读取：{fault}</numerusform>
        </translation>
    </message>
    <message>
        <source>Outlines proposed for boxes by the network&apos;s mask head.</source>
        <translation>网络的掩码头为框建议的轮廓。</translation>
    </message>
    <message>
        <source>Proposed outlines</source>
        <translation>建议的轮廓</translation>
    </message>
    <message>
        <source>There are no labeled objects to compare proposals with. Draw some boxes.</source>
        <translation>没有可与候选框比较的已标注物体。请绘制一些框。</translation>
    </message>
    <message>
        <source>Comparing proposals</source>
        <translation>正在比较候选框</translation>
    </message>
    <message>
        <source>Merging segments</source>
        <translation>正在合并区域</translation>
    </message>
    <message>
        <source>Open an image to see how selective search merges its segments.</source>
        <translation>打开一张图像，查看选择性搜索如何合并其区域。</translation>
    </message>
    <message>
        <source>{count} segments before any merge, by the graph-based segmentation of Felzenszwalb.</source>
        <translation>合并之前有 {count} 个区域，由 Felzenszwalb 的图分割得到。</translation>
    </message>
    <message>
        <source>The whole image is one segment: there is nothing to merge.</source>
        <translation>整幅图像是一个区域：没有可合并的。</translation>
    </message>
    <message>
        <source>Segments of {first} and {second} px become one of {width} x {height} px. Segments left: {left}.</source>
        <translation>{first} 和 {second} 像素的两个区域合并为 {width} x {height} 像素的一个区域。剩余区域：{left}。</translation>
    </message>
    <message>
        <source>Similarity {sum}: color {color} + texture {texture} + size {size} + fill {fill}.</source>
        <translation>相似度 {sum}：颜色 {color} + 纹理 {texture} + 大小 {size} + 填充 {fill}。</translation>
    </message>
    <message>
        <source>Selective search step</source>
        <translation>选择性搜索步骤</translation>
    </message>
    <message>
        <source>The segments, and the two that are merged, with the box of both.</source>
        <translation>各区域、被合并的两个区域及其共同的框。</translation>
    </message>
    <message>
        <source>segments: {count}</source>
        <translation>区域：{count}</translation>
    </message>
    <message>
        <source>merged</source>
        <translation>已合并</translation>
    </message>
    <message>
        <source>box of both</source>
        <translation>共同的框</translation>
    </message>
    <message>
        <source>The algorithm of the paper with its four similarities, on the image at a short side of 200 pixels. OpenCV&apos;s selective search combines several runs and does not output their merges: these are not its steps.</source>
        <translation>论文中的算法及其四种相似度，图像短边为 200 像素。OpenCV 的选择性搜索结合了多次运行且不输出合并过程，因此这些不是它的步骤。</translation>
    </message>
    <message>
        <source>Selective search step by step</source>
        <translation>逐步显示选择性搜索</translation>
    </message>
    <message>
        <source>Each step merges the two most similar neighbors.</source>
        <translation>每一步合并最相似的两个相邻区域。</translation>
    </message>
    <message>
        <source>Finding the boxes of the image</source>
        <translation>正在查找图像中的框</translation>
    </message>
    <message>
        <source>No box was found around this point. Draw it instead.</source>
        <translation>此处没有找到框，请改为手动绘制。</translation>
    </message>
    <message>
        <source>Enter takes the box, Tab shows the next of {count}, Esc drops it.</source>
        <translation>Enter 采用该框，Tab 显示 {count} 个中的下一个，Esc 放弃。</translation>
    </message>
    <message>
        <source>The object at this point has a box already.</source>
        <translation>此处的物体已经有框。</translation>
    </message>
    <message>
        <source>Point at a dashed box and press Enter to take it, or click an object for other boxes.</source>
        <translation>指向虚线框并按 Enter 接受它，或单击物体查看其他框。</translation>
    </message>
    <message>
        <source>Finding boxes…</source>
        <translation>正在查找框…</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>{method} needs {package}. Install with: {command}</source>
        <translation>{method} 需要 {package}。安装命令：{command}</translation>
    </message>
    <message>
        <source>{method} needs opencv-contrib-python-headless, but another OpenCV package is installed. Packages of OpenCV overwrite each other: remove it (pip uninstall opencv-python opencv-python-headless), then run: {command}</source>
        <translation>{method} 需要 opencv-contrib-python-headless，但已安装另一个 OpenCV 包。OpenCV 的包会互相覆盖：请先卸载它（pip uninstall opencv-python opencv-python-headless），再运行：{command}</translation>
    </message>
    <message>
        <source>Measuring detectors</source>
        <translation>测量检测器</translation>
    </message>
    <message>
        <source>The plug-in {name}, chosen to propose outlines, cannot be used. Choose another in Preferences.</source>
        <translation>用于建议轮廓的插件 {name} 无法使用。请在首选项中选择其他方法。</translation>
    </message>
    <message>
        <source>{preset} has no RPN, so its training cannot alternate between RPN and head. Choose joint training, or a Faster R-CNN.</source>
        <translation>{preset} 没有 RPN，因此无法在 RPN 与检测头之间交替训练。请选择联合训练，或选择 Faster R-CNN。</translation>
    </message>
    <message>
        <source>Alternating training has four phases, so {steps} steps are too few. Choose four or more.</source>
        <translation>交替训练有四个阶段，{steps} 步太少。请选择四步或更多。</translation>
    </message>
    <message>
        <source>Phase 1 of 4: the RPN learns, with the backbone.</source>
        <translation>第 1 阶段（共 4 阶段）：RPN 与骨干网络学习。</translation>
    </message>
    <message>
        <source>Phase 2 of 4: the head learns on the proposals of this RPN, with a second backbone.</source>
        <translation>第 2 阶段（共 4 阶段）：检测头与第二个骨干网络在该 RPN 的候选框上学习。</translation>
    </message>
    <message>
        <source>Phase 3 of 4: the RPN learns on the backbone of the head, which is frozen.</source>
        <translation>第 3 阶段（共 4 阶段）：RPN 在检测头的骨干网络上学习，骨干网络被冻结。</translation>
    </message>
    <message>
        <source>Phase 4 of 4: the head learns; backbone and RPN are frozen. AP is measured from now on.</source>
        <translation>第 4 阶段（共 4 阶段）：检测头学习；骨干网络与 RPN 被冻结。从现在起测量 AP。</translation>
    </message>
    <message>
        <source>The network takes its proposals from the file {file}, which is not there. Put it back, or give another one with --proposals.</source>
        <translation>该网络的候选框来自文件 {file}，但该文件不存在。请将其放回，或用 --proposals 指定另一个文件。</translation>
    </message>
    <message>
        <source>The network takes its proposals from {file}, which has them for whole images by name. Use it without tiles, on images in files.</source>
        <translation>该网络的候选框来自 {file}，其中按文件名保存整幅图像的候选框。请不使用分块，并用于文件中的图像。</translation>
    </message>
    <message>
        <source>As the network: {source}</source>
        <translation>与网络相同：{source}</translation>
    </message>
    <message>
        <source>File…</source>
        <translation>文件…</translation>
    </message>
    <message>
        <source>Proposals (*.npz *.json *.mat)</source>
        <translation>候选框 (*.npz *.json *.mat)</translation>
    </message>
    <message>
        <source>Where the proposals of a network without an RPN come from: a method, or a file of frcnn propose (.npz), of COCO results (.json) or of MATLAB (.mat).</source>
        <translation>没有 RPN 的网络的候选框来源：一种方法，或 frcnn propose (.npz)、COCO 结果 (.json) 或 MATLAB (.mat) 的文件。</translation>
    </message>
    <message>
        <source>File with proposals</source>
        <translation>候选框文件</translation>
    </message>
    <message>
        <source>{preset} finds its proposals itself, by its RPN. Choose a network without an RPN, such as fast_rcnn_mobilenet.</source>
        <translation>{preset} 通过自己的 RPN 生成候选框。请选择没有 RPN 的网络，例如 fast_rcnn_mobilenet。</translation>
    </message>
    <message>
        <source>There are no proposals called {name}, and no such file. Use one of {names}, or a file.</source>
        <translation>没有名为 {name} 的候选框，也没有这个文件。请使用 {names} 之一，或一个文件。</translation>
    </message>
    <message>
        <source>{folder} has {free} MB free, and the checkpoints of this run need about {needed} MB. Free some space, or choose another folder for the run.</source>
        <translation>{folder} 仅剩 {free} MB 可用空间，而此次运行的检查点约需 {needed} MB。请释放空间，或为运行选择其他文件夹。</translation>
    </message>
</context>
</TS>
