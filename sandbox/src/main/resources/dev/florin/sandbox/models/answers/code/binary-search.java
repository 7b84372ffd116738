public class Main {
    static int binarySearch(int[] items, int wanted) {
        int low = 0;
        int high = items.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (items[middle] == wanted) {
                return middle;
            }
            if (items[middle] < wanted) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    public static void main(String[] args) {
        System.out.println(binarySearch(new int[] {1, 3, 5, 7, 9, 11}, 7));
    }
}
