package stillroom.index;

/// What became of a label.
///
/// @param set documents on which it was set by hand
/// @param unset documents from which it was taken off by hand
/// @param proposed documents for which it is proposed now
/// @param accepted of those set, how many had it proposed before
/// @param rejected of those unset, how many had it proposed before
public record LabelHistory(int set, int unset, int proposed, int accepted, int rejected) {

    /// How often a person said something else than what was proposed.
    public int corrections() {
        return rejected + set - accepted;
    }
}
