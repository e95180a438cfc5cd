package stillroom.app.sensitive;

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

    /// Luhn, ISO/IEC 7812, and the lengths in which the issuers make them.
    static boolean isCard(String digits) {
        if (digits.length() < 13
                || digits.length() > 19
                || digits.chars().distinct().count() == 1
                || "01789".indexOf(digits.charAt(0)) >= 0) {
            return false;
        }
        boolean isIssued =
                switch (digits.length()) {
                    case 13 -> digits.startsWith("4");
                    case 14 -> digits.startsWith("3");
                    case 15 -> digits.startsWith("34") || digits.startsWith("37");
                    case 17 -> false;
                    default -> true;
                };
        return isIssued && isLuhn(digits);
    }

    /// ISBN of ten digits.
    static boolean isBook(String digits) {
        if (digits.length() != 10) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < 10; i++) {
            sum += (10 - i) * (digits.charAt(i) - '0');
        }
        return sum % 11 == 0;
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

    /// Versicherungsnummer of the pension insurance, Germany.
    static boolean isGermanPension(String number) {
        if (!number.matches("\\d{8}[A-Z]\\d{3}")) {
            return false;
        }
        var digits = number.substring(0, 8) + letter(number.charAt(8)) + number.substring(9);
        var weights = new int[] {2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1};
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            int product = digit(digits, i) * weights[i];
            sum += product / 10 + product % 10;
        }
        return sum % 10 == digit(digits, 12) && isDayAndMonth(digits.substring(2, 6));
    }

    private static String letter(char letter) {
        return "%02d".formatted(letter - 'A' + 1);
    }

    /// Sozialversicherungsnummer, Austria.
    static boolean isAustrian(String digits) {
        return digits.length() == 10
                && weighed(digits, 3, 7, 9, 0, 5, 8, 4, 2, 1, 6) % 11 == digit(digits, 3)
                && isDayAndMonth(digits.substring(4, 8));
    }

    /// Burgerservicenummer, Netherlands.
    static boolean isDutch(String digits) {
        return digits.length() == 9
                && digits.chars().distinct().count() > 1
                && weighed(digits, 9, 8, 7, 6, 5, 4, 3, 2, -1) % 11 == 0;
    }

    /// Rijksregisternummer, Belgium: 97 minus the number modulo 97, with a 2 before it for those
    /// born from 2000 on.
    static boolean isBelgian(String digits) {
        if (digits.length() != 11) {
            return false;
        }
        long number = Long.parseLong(digits.substring(0, 9));
        long check = Long.parseLong(digits.substring(9));
        return 97 - number % 97 == check || 97 - (2_000_000_000L + number) % 97 == check;
    }

    /// Personnummer, Sweden: Luhn over its last ten digits.
    static boolean isSwedish(String digits) {
        var ten = digits.substring(Math.max(0, digits.length() - 10));
        return ten.length() == 10
                && isLuhn(ten)
                && isDayAndMonth(ten.substring(4, 6) + ten.substring(2, 4));
    }

    /// Fødselsnummer, Norway: two check digits.
    static boolean isNorwegian(String digits) {
        return digits.length() == 11
                && weighed(digits, 3, 7, 6, 1, 8, 9, 4, 5, 2, 1) % 11 == 0
                && weighed(digits, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0
                && isDayAndMonth(digits.substring(0, 4));
    }

    /// CPR number, Denmark: the first six digits are a date; the check is no longer kept.
    static boolean isDanish(String digits) {
        return digits.length() == 10 && isDayAndMonth(digits.substring(0, 4));
    }

    /// Henkilötunnus, Finland: the last character is the number modulo 31.
    ///
    /// @param number without the sign of the century
    static boolean isFinnish(String number) {
        return number.length() == 10
                && isDayAndMonth(number.substring(0, 4))
                && "0123456789ABCDEFHJKLMNPRSTUVWXY"
                                .charAt(Integer.parseInt(number.substring(0, 9)) % 31)
                        == number.charAt(9);
    }

    /// Rodné číslo, Czechia and Slovakia: a multiple of 11.
    static boolean isCzech(String digits) {
        return digits.length() == 10 && Long.parseLong(digits) % 11 == 0;
    }

    /// PPS number, Ireland: the letter is a sum modulo 23.
    static boolean isIrish(String number) {
        if (!number.matches("\\d{7}[A-W][A-IW]?")) {
            return false;
        }
        int sum = weighed(number.substring(0, 7), 8, 7, 6, 5, 4, 3, 2);
        if (number.length() == 9 && number.charAt(8) != 'W') {
            sum += 9 * (number.charAt(8) - 'A' + 1);
        }
        return "WABCDEFGHIJKLMNOPQRSTUV".charAt(sum % 23) == number.charAt(7);
    }

    /// NIF, Portugal.
    static boolean isPortuguese(String digits) {
        int rest = 11 - weighed(digits, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
        return digits.length() == 9 && (rest > 9 ? 0 : rest) == digit(digits, 8);
    }

    /// NHS number, United Kingdom.
    static boolean isNhs(String digits) {
        int rest = 11 - weighed(digits, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
        return digits.length() == 10 && (rest == 11 ? 0 : rest) == digit(digits, 9);
    }

    /// CPF, Brazil: two check digits.
    static boolean isBrazilian(String digits) {
        return digits.length() == 11
                && digits.chars().distinct().count() > 1
                && weighed(digits, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10 == digit(digits, 9)
                && weighed(digits, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10
                        == digit(digits, 10);
    }

    /// SIN, Canada: Luhn.
    static boolean isCanadian(String digits) {
        return digits.length() == 9 && digits.charAt(0) != '0' && isLuhn(digits);
    }

    /// TFN, Australia.
    static boolean isAustralian(String digits) {
        return digits.length() == 9 && weighed(digits, 1, 4, 3, 7, 5, 8, 6, 9, 10) % 11 == 0;
    }

    /// Resident identity card, China: ISO 7064 mod 11, 2.
    static boolean isChinese(String number) {
        return number.length() == 18
                && isDayAndMonth(number.substring(12, 14) + number.substring(10, 12))
                && "10X98765432"
                                .charAt(
                                        weighed(
                                                        number, 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9,
                                                        10, 5, 8, 4, 2)
                                                % 11)
                        == number.charAt(17);
    }

    /// Aadhaar, India: Verhoeff's check by the dihedral group of order ten.
    static boolean isIndian(String digits) {
        if (digits.length() != 12) {
            return false;
        }
        var turn = new int[] {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
        int check = 0;
        for (int i = 0; i < 12; i++) {
            int value = digit(digits, 11 - i);
            for (int times = 0; times < i % 8; times++) {
                value = turn[value];
            }
            check = dihedral(check, value);
        }
        return check == 0;
    }

    private static int dihedral(int left, int right) {
        if (left < 5) {
            return right < 5 ? (left + right) % 5 : 5 + (left + right - 5) % 5;
        }
        return right < 5 ? 5 + (left - 5 - right + 5) % 5 : (left - right + 5) % 5;
    }

    private static boolean isLuhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int weighed = digit(digits, digits.length() - 1 - i) * (i % 2 == 0 ? 1 : 2);
            sum += weighed > 9 ? weighed - 9 : weighed;
        }
        return sum % 10 == 0;
    }

    /// @param digits a day and a month of two digits each; some states add 40 or 60 to a day or 20
    ///   or 50 to a month
    private static boolean isDayAndMonth(String digits) {
        int day = Integer.parseInt(digits.substring(0, 2)) % 40;
        int month = Integer.parseInt(digits.substring(2, 4)) % 20;
        return day >= 1 && day <= 31 && month >= 1 && month <= 12;
    }

    /// The sum of the first digits, each times its weight; 0 for a digit that is not there.
    private static int weighed(String digits, int... weights) {
        int sum = 0;
        for (int i = 0; i < weights.length && i < digits.length(); i++) {
            sum += digit(digits, i) * weights[i];
        }
        return sum;
    }

    private static int digit(String digits, int at) {
        return digits.charAt(at) - '0';
    }
}
