package stillroom.index.text;

import org.apache.tika.metadata.Message;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;

/// The first paragraph of a message: who wrote it, to whom, when, and about what.
final class MessageHead {

    private MessageHead() {}

    static void write(Metadata metadata, PageBuilder pages) {
        line(pages, "From", metadata.getValues(Message.MESSAGE_FROM));
        line(pages, "To", metadata.getValues(Message.MESSAGE_TO));
        line(pages, "Cc", metadata.getValues(Message.MESSAGE_CC));
        line(pages, "Date", metadata.getValues(TikaCoreProperties.CREATED.getName()));
        line(pages, "Subject", metadata.getValues(TikaCoreProperties.TITLE.getName()));
        pages.paragraph();
    }

    private static void line(PageBuilder pages, String name, String[] values) {
        String value = String.join(", ", values).strip();
        if (!value.isEmpty()) {
            pages.text(name + ": " + value);
            pages.lineBreak();
        }
    }
}
