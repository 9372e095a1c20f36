// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http;

/**
 * What is wrong with one field of a request.
 *
 * @param pointer where it is: a JSON pointer (RFC 6901) into the body, or {@code ?name} for a query parameter
 * @param detail what was expected and what was found
 */
public record FieldError(String pointer, String detail) {}
