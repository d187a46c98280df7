namespace PassiveDns.Tui.Screens;

/// <summary>The way of one tab: screens from the overview to the one that is shown, and those that one came back from.</summary>
public sealed class Trail
{
    private readonly List<Screen> _screens = [];

    /// <param name="start">Where the way begins.</param>
    public Trail(Screen start) => _screens.Add(start);

    /// <summary>From the beginning to the end, those ahead of the one that is shown among them.</summary>
    public IReadOnlyList<Screen> Screens => _screens;

    /// <summary>Index into <see cref="Screens"/> of the one that is shown.</summary>
    public int Place { get; private set; }

    public Screen Current => _screens[Place];

    public bool CanGoBack => Place > 0;

    public bool CanGoForward => Place < _screens.Count - 1;

    /// <summary>From the beginning to the one that is shown.</summary>
    public IEnumerable<Screen> Walked => _screens.Take(Place + 1);

    /// <summary>Goes on to a new screen; those ahead are given up.</summary>
    public void Go(Screen screen)
    {
        _screens.RemoveRange(Place + 1, _screens.Count - Place - 1);
        _screens.Add(screen);
        Place++;
    }

    public void GoBack() => Place--;

    public void GoForward() => Place++;

    /// <summary>Puts a screen in the place of another one.</summary>
    public void Replace(Screen old, Screen with)
    {
        if (_screens.IndexOf(old) is var place and >= 0) _screens[place] = with;
    }
}
