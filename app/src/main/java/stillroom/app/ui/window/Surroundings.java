package stillroom.app.ui.window;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import stillroom.app.ui.common.Messages;

/// What the window asks of what is around it: the system's dialogs and programs, and how the window
/// itself is to look. For the FX thread.
public interface Surroundings {

    /// Asks the user for files; empty if he chose none.
    List<Path> chooseFiles();

    /// Asks the user for a folder.
    Optional<Path> chooseFolder();

    /// Opens a file in the program that the system has for it.
    void open(Path file);

    /// How light the window is.
    enum Theme {
        SYSTEM,
        LIGHT,
        DARK
    }

    Theme theme();

    void use(Theme theme);

    /// Shows the window anew in another language.
    void use(Messages.Language language);
}
