package stillroom.index;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A label that is proposed for a document, with its receipt.
///
/// @param confidence in \[0, 1\]
/// @param because the words of the label's description that the document is close to; empty if it
///   is proposed because of an example
/// @param like the document with this label that it is most like; null if there is none, or if that
///   was removed
/// @param model the model pack and precision that made it
/// @param settings by what rules and by what was learned; with the same model and settings the same
///   is proposed again
public record Proposal(
        String label,
        double confidence,
        String because,
        @Nullable DocumentId like,
        String model,
        String settings,
        Instant made) {}
