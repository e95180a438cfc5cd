package stillroom.index;

import java.util.List;

/// Documents with the same text, or nearly the same; or one document that lies in several places.
///
/// @param members the one that came first, first
public record DuplicateGroup(List<Member> members) {

    public DuplicateGroup {
        members = List.copyOf(members);
    }

    /// A document of a group.
    ///
    /// @param likeness how alike its text is to that of the first, from 0.8; one if only case,
    ///   punctuation and line breaks differ
    public record Member(Document document, double likeness) {}
}
