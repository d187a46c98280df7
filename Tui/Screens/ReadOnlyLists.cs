namespace PassiveDns.Tui.Screens;

internal static class ReadOnlyLists
{
    /// <summary>The first place of an element; -1 where it is not there.</summary>
    public static int IndexOf<T>(this IReadOnlyList<T> list, T element)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (EqualityComparer<T>.Default.Equals(list[i], element)) return i;
        }

        return -1;
    }
}
