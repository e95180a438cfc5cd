package stillroom.app.route;

import java.nio.file.Path;
import java.time.Instant;

/// The user's yes to something leaving this computer.
public sealed interface Consent {

    /// To one payload, byte for byte.
    ///
    /// @param sha256 of the payload that was shown
    record Once(String sha256) implements Consent {}

    /// To every payload about documents with a label or in a folder, until a moment.
    record Standing(Scope scope, Instant until) implements Consent {}

    /// Nothing leaves: the endpoint runs on this computer.
    record OnThisComputer() implements Consent {}

    /// What a standing consent is bounded to.
    sealed interface Scope {

        record Label(String name) implements Scope {}

        record Folder(Path path) implements Scope {}
    }

    /// How it is written into the ledger: names no label or folder.
    default String words() {
        return switch (this) {
            case Once _ -> "this payload";
            case Standing(Scope.Label _, var until) -> "a label until " + until;
            case Standing(Scope.Folder _, var until) -> "a folder until " + until;
            case OnThisComputer _ -> "stays on this computer";
        };
    }
}
