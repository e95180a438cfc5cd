package stillroom.index;

import java.util.Set;

/// What a person has said of a document's labels.
///
/// @param set names of labels that were set
/// @param unset names of labels that were taken off
public record ByHand(Set<String> set, Set<String> unset) {

    public ByHand {
        set = Set.copyOf(set);
        unset = Set.copyOf(unset);
    }
}
