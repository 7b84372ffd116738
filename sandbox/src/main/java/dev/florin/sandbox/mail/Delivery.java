package dev.florin.sandbox.mail;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.TooMuchDataException;

/** One mail on its way in: who it is from, who it is for, then its bytes. Used by one connection. */
final class Delivery implements MessageHandler {
    private static final int NOT_UNDERSTOOD = 554;

    private final MailBox box;
    private final Set<String> recipients = new LinkedHashSet<>();
    private String sender = "";

    Delivery(MailBox box) {
        this.box = box;
    }

    @Override
    public void from(String from) {
        sender = from;
    }

    @Override
    public void recipient(String recipient) {
        recipients.add(recipient);
    }

    @Override
    public @Nullable String data(InputStream data) throws IOException, RejectException {
        byte[] bytes = data.readNBytes(MailServer.MOST_BYTES_OF_A_MAIL + 1);
        if (bytes.length > MailServer.MOST_BYTES_OF_A_MAIL) {
            throw new TooMuchDataException("A mail has at most " + MailServer.MOST_BYTES_OF_A_MAIL + " bytes.");
        }
        MimeMail mail = parse(bytes);
        recipients.forEach(to -> box.arrive(mail, to));
        return null;
    }

    private MimeMail parse(byte[] bytes) throws RejectException {
        try {
            return MimeMail.parse(bytes, sender);
        } catch (MessagingException | IOException e) {
            throw new RejectException(NOT_UNDERSTOOD, "The mail is not understood: " + e.getMessage());
        }
    }

    @Override
    public void done() {
        recipients.clear();
    }
}
