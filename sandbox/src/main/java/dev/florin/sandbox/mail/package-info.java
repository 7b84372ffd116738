/**
 * The mail server of the sandbox: takes every mail over SMTP, sends none on, and shows them over HTTP to tests and to
 * people. Nothing leaves the machine.
 */
@NullMarked
package dev.florin.sandbox.mail;

import org.jspecify.annotations.NullMarked;
