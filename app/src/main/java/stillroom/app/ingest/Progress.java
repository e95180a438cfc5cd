package stillroom.app.ingest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How far an [Ingestor] has come with all that it was given since it last had nothing to do.
///
/// @param done documents that have left this phase
/// @param total documents that entered it; 0 when idle
/// @param paused whether it was told to pause; the phase is then the one it will go on with
/// @param left how long this phase will still take, by its speed so far; null while that is unknown
/// @param pages of the document whose pictures are being read, if one is
/// @param trouble why the work cannot go on, such as a full disk; null if it can
public record Progress(
        Phase phase,
        int done,
        int total,
        boolean paused,
        @Nullable Duration left,
        @Nullable Pages pages,
        @Nullable Trouble trouble) {

    /// How far the reading of pictures of pages has come in one document.
    public record Pages(int page, int of) {}

    /// What is being done.
    public enum Phase {
        /// Nothing is left to do.
        IDLE,
        /// Text is read, so that it is found by words.
        READING,
        /// Passages are embedded, so that they are found by meaning.
        EMBEDDING
    }
}
