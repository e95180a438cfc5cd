package stillroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogFolderTest {

    @Test
    void whatAnExceptionSaysIsLeftOutAndWhereItHappenedIsNot() {
        var record = new LogRecord(Level.WARNING, "document {0} failed");
        record.setLoggerName("stillroom.app.Something");
        record.setParameters(new Object[] {"0123ab"});
        record.setThrown(
                new IllegalStateException("secret", new IllegalArgumentException("/home/secret")));

        var line = new LogFolder.WithoutNames().format(record);

        assertThat(line)
                .contains("warning", "document 0123ab failed", "IllegalArgumentException")
                .contains("LogFolderTest")
                .doesNotContain("secret");
    }

    @Test
    void whatLibrariesSayIsLeftOut() {
        var record = new LogRecord(Level.SEVERE, "cannot open /home/secret.pdf");
        record.setLoggerName("org.example.Library");

        assertThat(new LogFolder.WithoutNames().format(record))
                .contains("org.example.Library")
                .doesNotContain("secret");
    }
}
