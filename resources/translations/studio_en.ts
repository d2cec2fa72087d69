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
        <source>%Ln image(s)</source>
        <translation>
            <numerusform>%Ln image</numerusform>
            <numerusform>%Ln images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{numbers} and %Ln more  (positives)</source>
        <translation>
            <numerusform>{numbers} and %Ln more  </numerusform>
            <numerusform>{numbers} and %Ln more  positives</numerusform>
        </translation>
    </message>
</context>
</TS>
