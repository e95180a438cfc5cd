package stillroom.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A user who chooses nothing.
final class NoDialogs implements Desktop.Dialogs {

    @Override
    public List<Path> chooseFiles() {
        return List.of();
    }

    @Override
    public Optional<Path> chooseFolder() {
        return Optional.empty();
    }

    @Override
    public Optional<Path> chooseNewFile(String name) {
        return Optional.empty();
    }

    @Override
    public void open(Path file) {}
}
