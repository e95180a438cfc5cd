/// Knows every document of the user: what it says, where it lies, how far it has come, and how to
/// find it again.
@org.jspecify.annotations.NullMarked
module stillroom.index {
    requires java.desktop;
    requires java.sql;
    requires org.apache.lucene.analysis.common;
    requires org.apache.lucene.core;
    requires static transitive org.jspecify;
    requires java.xml;
    requires org.apache.commons.compress;
    requires org.apache.pdfbox;
    requires org.apache.pdfbox.io;
    requires org.apache.poi.poi;
    requires org.apache.tika.core;
    requires org.apache.tika.parser.html;
    requires org.apache.tika.parser.microsoft;
    requires org.apache.tika.parser.miscoffice;
    requires org.apache.tika.parser.txt;

    exports stillroom.index;
    exports stillroom.index.query;
    exports stillroom.index.text;
}
