// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.receivers;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import io.jobstream.schemas.NotificationKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** One receiver of the file. */
final class ReceiverEntry {
    private static final String NAME = "[a-z0-9][a-z0-9-]{0,62}";

    private ReceiverEntry() {}

    /** Empty when something about it is wrong, which the fields then hold. */
    static Optional<Receiver> read(Fields fields) {
        fields.allow("name", "type", "url", "url-file", "secret", "secret-file", "repositories", "branches", "kinds");
        Optional<String> name = fields.text("name").filter(text -> text.matches(NAME));
        if (name.isEmpty()) {
            fields.problem("name", "expected 1 to 63 of a-z, 0-9 and -, beginning with a letter or digit");
        }
        Optional<Receiver.Type> type = type(fields);
        Optional<Secret> url = fields.secret("url");
        if (url.isEmpty()) {
            fields.problem("url", "expected url or url-file");
        } else if (fields.httpUri("url", url.get().text()).isEmpty()) {
            url = Optional.empty();
        }
        Optional<Secret> secret = fields.secret("secret");
        type.ifPresent(known -> checkSecret(fields, known, secret));
        Filter filter = new Filter(fields.texts("repositories"), fields.texts("branches"), kinds(fields));
        if (name.isEmpty() || type.isEmpty() || url.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Receiver(name.get(), type.get(), url.get(), secret, filter));
    }

    private static Optional<Receiver.Type> type(Fields fields) {
        String text = fields.text("type").orElse("").toUpperCase(Locale.ROOT);
        for (Receiver.Type type : Receiver.Type.values()) {
            if (type.name().equals(text)) {
                return Optional.of(type);
            }
        }
        fields.problem("type", "expected slack or webhook");
        return Optional.empty();
    }

    private static void checkSecret(Fields fields, Receiver.Type type, Optional<Secret> secret) {
        if (type == Receiver.Type.SLACK) {
            if (secret.isPresent()) {
                fields.problem("secret", "a slack receiver has none: its url is the secret");
            }
            return;
        }
        try {
            new Webhook(secret.map(Secret::text).orElse(""));
        } catch (EmptyWebhookSecretException | IllegalArgumentException e) {
            fields.problem("secret", "expected 'whsec_' and a key in Base64, in secret or secret-file");
        }
    }

    private static Set<NotificationKind> kinds(Fields fields) {
        Set<NotificationKind> kinds = EnumSet.noneOf(NotificationKind.class);
        List<String> texts = fields.texts("kinds");
        for (String text : texts) {
            switch (text.toUpperCase(Locale.ROOT)) {
                case "FAILED" -> kinds.add(NotificationKind.FAILED);
                case "RECOVERED" -> kinds.add(NotificationKind.RECOVERED);
                default -> fields.problem("kinds", "expected FAILED or RECOVERED, found '" + text + "'");
            }
        }
        return kinds;
    }
}
