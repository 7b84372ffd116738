public class Main {
    static boolean isPalindrome(String text) {
        String letters = text.toLowerCase().replaceAll("[^\\p{L}\\p{N}]", "");
        return new StringBuilder(letters).reverse().toString().equals(letters);
    }

    public static void main(String[] args) {
        System.out.println(isPalindrome("A man, a plan, a canal: Panama"));
    }
}
