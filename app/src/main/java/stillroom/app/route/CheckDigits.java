package stillroom.app.route;

import java.math.BigInteger;

/// The arithmetic by which numbers of accounts, cards and persons prove that they are some.
final class CheckDigits {

    private CheckDigits() {}

    /// ISO 13616: the number modulo 97 is 1.
    ///
    /// @param iban capital letters and digits only
    static boolean isIban(String iban) {
        if (iban.length() < 15 || iban.length() > 34) {
            return false;
        }
        var moved = iban.substring(4) + iban.substring(0, 4);
        var digits = new StringBuilder();
        moved.chars().forEach(each -> digits.append(Character.digit(each, 36)));
        return new BigInteger(digits.toString()).mod(BigInteger.valueOf(97)).intValue() == 1;
    }

    /// Luhn, ISO/IEC 7812.
    static boolean isCard(String digits) {
        if (digits.length() < 13
                || digits.length() > 19
                || digits.chars().distinct().count() == 1
                || "01789".indexOf(digits.charAt(0)) >= 0) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int weighed = i % 2 == 0 ? digit : 2 * digit;
            sum += weighed > 9 ? weighed - 9 : weighed;
        }
        return sum % 10 == 0;
    }

    /// Steuer-Identifikationsnummer, Germany: ISO 7064 mod 11, 10.
    static boolean isGermanTax(String digits) {
        if (digits.length() != 11 || digits.charAt(0) == '0') {
            return false;
        }
        int product = 10;
        for (int i = 0; i < 10; i++) {
            int sum = (digits.charAt(i) - '0' + product) % 10;
            product = 2 * (sum == 0 ? 10 : sum) % 11;
        }
        return (11 - product) % 10 == digits.charAt(10) - '0';
    }

    /// Numéro d'inscription au répertoire, France: 97 minus the number modulo 97.
    static boolean isFrench(String digits) {
        if (digits.length() != 15) {
            return false;
        }
        return 97 - Long.parseLong(digits.substring(0, 13)) % 97
                == Long.parseLong(digits.substring(13));
    }

    /// AHV number, Switzerland: the check digit of EAN-13.
    static boolean isSwiss(String digits) {
        if (digits.length() != 13 || !digits.startsWith("756")) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < 13; i++) {
            sum += (digits.charAt(i) - '0') * (i % 2 == 0 ? 1 : 3);
        }
        return sum % 10 == 0;
    }

    /// DNI and NIE, Spain: the letter is the number modulo 23.
    static boolean isSpanish(String number) {
        var digits = number.replaceFirst("^X", "0").replaceFirst("^Y", "1").replaceFirst("^Z", "2");
        var letter = digits.charAt(digits.length() - 1);
        var value = Integer.parseInt(digits.substring(0, digits.length() - 1));
        return "TRWAGMYFPDXBNJZSQVHLCKE".charAt(value % 23) == letter;
    }

    /// PESEL, Poland.
    static boolean isPolish(String digits) {
        if (digits.length() != 11) {
            return false;
        }
        var weights = new int[] {1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1};
        int sum = 0;
        for (int i = 0; i < 11; i++) {
            sum += (digits.charAt(i) - '0') * weights[i];
        }
        var month = Integer.parseInt(digits.substring(2, 4)) % 20;
        return sum % 10 == 0 && month >= 1 && month <= 12;
    }

    /// Codice fiscale, Italy: the last letter is a sum over the fifteen before it.
    static boolean isItalian(String code) {
        if (!code.matches("[A-Z]{6}\\d{2}[A-EHLMPRST]\\d{2}[A-Z]\\d{3}[A-Z]")) {
            return false;
        }
        var odd =
                new int[] {
                    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10,
                    22, 25, 24, 23
                };
        int sum = 0;
        for (int i = 0; i < 15; i++) {
            var each = code.charAt(i);
            int value = Character.isDigit(each) ? each - '0' : each - 'A';
            sum += i % 2 == 0 ? odd[value] : value;
        }
        return 'A' + sum % 26 == code.charAt(15);
    }
}
