package stillroom.app.ui.common;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import stillroom.index.Document;
import stillroom.index.Status;

/// A part of the library that the user can go to.
public sealed interface Place {

    /// Every document.
    record All() implements Place {}

    /// What was added since `since`.
    record Recent(Instant since) implements Place {

        /// How far back recent goes.
        public static final Duration SPAN = Duration.ofDays(7);
    }

    /// What could not be read.
    record NotReadable() implements Place {}

    /// What nobody has opened.
    record Unread() implements Place {}

    /// What has something sensitive in it.
    record Sensitive() implements Place {}

    /// What carries a label, set or proposed.
    record Labeled(String label) implements Place {}

    /// What has a source in `folder` itself.
    record InFolder(Path folder) implements Place {}

    default boolean holds(Document document) {
        return switch (this) {
            case All() -> true;
            case Recent(var since) -> document.added().isAfter(since);
            case NotReadable() -> document.status() instanceof Status.Failed;
            case Unread() -> !document.opened();
            case Sensitive() -> !document.sensitive().isEmpty();
            case Labeled(var label) ->
                    document.labels().stream().anyMatch(own -> own.name().equals(label));
            case InFolder(var folder) ->
                    document.sources().stream().anyMatch(source -> folder.equals(parent(source)));
        };
    }

    private static @Nullable Path parent(Path source) {
        return source.getParent();
    }
}
