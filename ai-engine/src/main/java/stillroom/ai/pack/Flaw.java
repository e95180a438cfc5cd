package stillroom.ai.pack;

/// Why a pack cannot be used.
///
/// @param subject the file that it is about; of [Kind#UNREADABLE], what the system says
public record Flaw(Kind kind, String subject) {

    /// What is wrong.
    public enum Kind {
        /// It came with the program, and its manifest is not signed with the key of the program.
        UNSIGNED("%s is not signed with the key of this program; install or build Stillroom again"),
        /// The manifest is not the one that the user installed.
        MANIFEST_CHANGED("%s was changed; import the pack again"),
        FILE_MISSING("%s is missing; install the pack again"),
        FILE_CHANGED("%s was changed; install the pack again"),
        UNREADABLE("%s");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /// What is wrong and what to do about it, in English.
    public String sentence() {
        return kind.words.formatted(subject);
    }
}
