package stillroom.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LibraryFolderTest {

    private static Path folder(Map<String, String> environment, Map<String, String> properties) {
        return LibraryFolder.byDefault(environment::get, properties::get);
    }

    @Test
    void theEnvironmentComesFirst() {
        assertThat(folder(Map.of("STILLROOM_LIBRARY", "/a"), Map.of("stillroom.data", "/b")))
                .isEqualTo(Path.of("/a"));
    }

    @Test
    void thenWhatTheLauncherFoundOut() {
        assertThat(folder(Map.of("STILLROOM_LIBRARY", ""), Map.of("stillroom.data", "/b")))
                .isEqualTo(Path.of("/b"));
    }

    @Test
    void thenTheFoldersOfTheDesktop() {
        assertThat(folder(Map.of("XDG_DATA_HOME", "/data"), Map.of("user.home", "/home/me")))
                .isEqualTo(Path.of("/data/stillroom"));
        assertThat(folder(Map.of("XDG_DATA_HOME", "relative"), Map.of("user.home", "/home/me")))
                .isEqualTo(Path.of("/home/me/.local/share/stillroom"));
        assertThat(folder(Map.of(), Map.of("user.home", "/home/me")))
                .isEqualTo(Path.of("/home/me/.local/share/stillroom"));
    }
}
