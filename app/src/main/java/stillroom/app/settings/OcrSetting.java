package stillroom.app.settings;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import stillroom.index.LocalIndex;
import stillroom.index.text.Ocr;

/// Whether pictures of pages are read, and in which languages, as the library keeps it. Off unless
/// somebody switches it on: it takes a second or two a page.
///
/// @param languages as Tesseract names them, such as `eng+deu`
public record OcrSetting(boolean on, String languages) {

    private static final String ON = "ocr.on";
    private static final String LANGUAGES = "ocr.languages";
    private static final String ENGLISH = "eng";

    public static OcrSetting read(LocalIndex index) {
        return new OcrSetting(
                index.setting(ON).filter("yes"::equals).isPresent(),
                index.setting(LANGUAGES).orElse(ENGLISH));
    }

    public void write(LocalIndex index) {
        index.putSetting(ON, on ? "yes" : "no");
        index.putSetting(LANGUAGES, languages);
    }

    /// Switches it on, in the languages that were chosen, or else in that of the system and English
    /// as far as they are installed. Asks Tesseract, so not for the FX thread.
    public static void switchOn(LocalIndex index) {
        var languages =
                index.setting(LANGUAGES)
                        .or(() -> Ocr.find().map(Ocr::installed).map(OcrSetting::usual))
                        .orElse(ENGLISH);
        new OcrSetting(true, languages).write(index);
    }

    private static String usual(List<String> installed) {
        var wanted =
                Stream.of(Locale.getDefault().getISO3Language(), ENGLISH)
                        .distinct()
                        .filter(installed::contains)
                        .collect(Collectors.joining("+"));
        return !wanted.isEmpty() || installed.isEmpty() ? wanted : installed.getFirst();
    }
}
