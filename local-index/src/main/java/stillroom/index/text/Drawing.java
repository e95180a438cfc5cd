package stillroom.index.text;

/// A page as it looks.
///
/// @param width in pixels
/// @param height in pixels
/// @param rgb three bytes for each pixel, row by row from the top
public record Drawing(int width, int height, byte[] rgb) {

    public Drawing {
        if (rgb.length != 3 * width * height) {
            throw new IllegalArgumentException("a drawing has three bytes for each pixel");
        }
    }
}
