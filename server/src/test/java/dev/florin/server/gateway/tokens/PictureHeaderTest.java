package dev.florin.server.gateway.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureHeaderTest {
    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif"})
    void sizesAreReadAsAnEncoderWroteThem(String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(321, 123, BufferedImage.TYPE_INT_RGB), format, out);
        assertEquals(
                new Picture(321, 123),
                PictureHeader.ofBase64(Base64.getEncoder().encodeToString(out.toByteArray())));
    }

    @ParameterizedTest
    @CsvSource({
        // From the WebP container specification: lossy, lossless, extended.
        "524946460000000057454250565038200000000030010 09d012a40017b00, 320, 123",
        "5249464600000000574542505650384c000000002f3f811e00, 320, 123",
        "524946460000000057454250565038580a000000000000003f01007a0000, 320, 123",
    })
    void webpHasThreeHeaders(String hex, int width, int height) {
        assertEquals(new Picture(width, height), PictureHeader.of(HexFormat.of().parseHex(hex.replace(" ", ""))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!!!!", "AAAA", "iVBORw0KGgo=", "/9j/4AAQ"})
    void whatIsNoImageCountsAsTheLargest(String base64) {
        assertEquals(Picture.UNKNOWN, PictureHeader.ofBase64(base64));
    }

    @Test
    void damagedImagesNeverBreakTheReader() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "jpg", out);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = out.toByteArray();
            for (int i = 0; i < 5; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Picture picture = PictureHeader.of(bytes);
            assertEquals(picture.width() == 0, picture.height() == 0, "seed " + seed);
        }
    }
}
