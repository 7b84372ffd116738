import java.util.Arrays;

public class Main {
    static void quicksort(int[] items, int from, int to) {
        if (from >= to) {
            return;
        }
        int pivot = items[(from + to) >>> 1];
        int left = from;
        int right = to;
        while (left <= right) {
            while (items[left] < pivot) {
                left++;
            }
            while (items[right] > pivot) {
                right--;
            }
            if (left <= right) {
                int swapped = items[left];
                items[left++] = items[right];
                items[right--] = swapped;
            }
        }
        quicksort(items, from, right);
        quicksort(items, left, to);
    }

    public static void main(String[] args) {
        int[] items = {5, 2, 9, 1, 5, 6};
        quicksort(items, 0, items.length - 1);
        System.out.println(Arrays.toString(items));
    }
}
