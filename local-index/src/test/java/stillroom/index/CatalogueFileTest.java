package stillroom.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stillroom.index.IndexException.Reason;

class CatalogueFileTest {

    @TempDir Path root;

    private static final List<String> TABLE = List.of("CREATE TABLE t (x TEXT)");

    @Test
    void bringsAnOlderVersionForward() {
        Path path = root.resolve("a.db");
        try (var file = CatalogueFile.open(path, TABLE)) {
            file.run("INSERT INTO t VALUES (?)", "kept");
        }
        var versions = List.of(TABLE.getFirst(), "ALTER TABLE t ADD COLUMN y TEXT DEFAULT 'new'");
        for (int times = 0; times < 2; times++) {
            try (var file = CatalogueFile.open(path, versions)) {
                assertThat(
                                file.all(
                                        "SELECT x, y FROM t",
                                        row -> row.getString(1) + row.getString(2)))
                        .containsExactly("keptnew");
            }
        }
    }

    @Test
    void undoesATransactionThatFails() {
        try (var file = CatalogueFile.open(root.resolve("a.db"), TABLE)) {
            assertThatThrownBy(() ->
                            file.inTransaction(() -> {
                                file.run("INSERT INTO t VALUES ('lost')");
                                throw new IllegalStateException("stop");
                            }))
                    .hasMessage("stop");
            file.inTransaction(() -> file.run("INSERT INTO t VALUES ('kept')"));

            assertThat(file.all("SELECT x FROM t", row -> row.getString(1)))
                    .containsExactly("kept");
        }
    }

    @Test
    void saysThatTheDiskIsFullAndGoesOnWhenItIsNot() {
        try (var file = CatalogueFile.open(root.resolve("a.db"), TABLE)) {
            file.run("INSERT INTO t VALUES ('first')");
            // SQLite fails in the same way when the disk has no more pages to give.
            file.run("PRAGMA max_page_count = 10");
            assertThatThrownBy(() ->
                            file.inTransaction(() ->
                                    file.run("INSERT INTO t VALUES (?)", "x".repeat(100_000))))
                    .isInstanceOfSatisfying(
                            IndexException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.DISK_FULL))
                    .hasMessageContaining("free some space");

            file.run("PRAGMA max_page_count = 1000");
            file.inTransaction(() -> file.run("INSERT INTO t VALUES (?)", "x".repeat(100_000)));
            assertThat(file.all("SELECT length(x) FROM t", row -> row.getInt(1)))
                    .containsExactly(5, 100_000);
        }
    }

    @Test
    void tellsAFullDiskAndMissingRightsFromOtherTroubleWithFiles() {
        assertThat(IndexException.of(new IOException("No space left on device")).reason())
                .isEqualTo(Reason.DISK_FULL);
        assertThat(
                        IndexException.of(
                                        new IOException(
                                                "lucene",
                                                new IOException(
                                                        "There is not enough space on the disk")))
                                .reason())
                .isEqualTo(Reason.DISK_FULL);
        assertThat(IndexException.of(new AccessDeniedException("words")).reason())
                .isEqualTo(Reason.NO_ACCESS);
        assertThat(IndexException.of(new IOException("bad sector")).reason())
                .isEqualTo(Reason.OTHER);
    }
}
