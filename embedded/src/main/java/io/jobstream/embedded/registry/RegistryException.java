// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.registry;

/** A request that the registry does not fulfil, with Confluent's error code; its first three digits are HTTP's. */
final class RegistryException extends RuntimeException {
    private static final int HTTP_DIGITS = 1_000;

    private final int code;

    RegistryException(int code, String message) {
        super(message);
        this.code = code;
    }

    RegistryException(int code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    int code() {
        return code;
    }

    int httpStatus() {
        return code < HTTP_DIGITS ? code : code / 100;
    }

    static RegistryException subjectNotFound(String subject) {
        return new RegistryException(40401, "Subject '" + subject + "' not found.");
    }

    static RegistryException versionNotFound(String version) {
        return new RegistryException(40402, "Version " + version + " not found.");
    }

    static RegistryException schemaNotFound(String what) {
        return new RegistryException(40403, "Schema " + what + " not found");
    }

    static RegistryException subjectNotDeletedFirst(String subject) {
        return new RegistryException(
                40405, "Subject '" + subject + "' was not deleted first before being permanently deleted");
    }

    static RegistryException versionNotDeletedFirst(String subject, int version) {
        return new RegistryException(
                40407,
                "Subject '" + subject + "' Version " + version
                        + " was not deleted first before being permanently deleted");
    }

    static RegistryException invalidSchema(String why) {
        return new RegistryException(42201, "Invalid schema: " + why);
    }

    static RegistryException invalidVersion(String version) {
        return new RegistryException(
                42202,
                "The specified version '" + version + "' is not a valid version id."
                        + " Allowed values are between [1, 2^31-1] and the string \"latest\"");
    }

    static RegistryException incompatible(String why) {
        return new RegistryException(409, "Schema being registered is incompatible with an earlier schema: " + why);
    }
}
