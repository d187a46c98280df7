using PassiveDns.Formats.Records;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Screens;

/// <summary>What is on the screen: lines with a cursor, read from the archive in the background. What Backspace goes back to, with its cursor.</summary>
public abstract class Screen
{
    /// <summary>As the trail shows it; presentation form, to be sanitised.</summary>
    public abstract string Title { get; }

    /// <summary>Lines that the cursor can stand on.</summary>
    public abstract int Count { get; }

    /// <summary>What Enter asks about; null where the cursor stands on nothing that has a name or an address.</summary>
    public abstract Question? Target { get; }

    /// <summary>What asks the same on the command line; null for what is no question.</summary>
    public virtual Question? Asked => null;

    /// <summary>0 to <see cref="Count"/> - 1; 0 while there are no lines.</summary>
    public int Cursor { get; private set; }

    /// <summary>First line on the screen.</summary>
    public int Top { get; private set; }

    public bool IsLoading { get; private set; }

    /// <summary>It was given up for another one, and is to be read again.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>The last key wants something that has to be read.</summary>
    public bool NeedsReading { get; private protected set; }

    /// <summary>Why it could not be read in full; null when it was.</summary>
    public string? Failure { get; private set; }

    /// <summary>What it shows comes from the archive.</summary>
    public virtual bool IsOfArchive => true;

    /// <summary>Changes of the archive that the browser knew of when it had this read.</summary>
    public int Edition { get; internal set; }

    /// <summary>What the sightings of its RRsets refer to.</summary>
    public IReadOnlyList<SourceRecord> Sources { get; private set; } = [];

    /// <summary>Lines of a page, as the view last drew it.</summary>
    public int PageHeight { get; private set; } = 10;

    /// <summary>Lines of heads above the first line, as the view last drew them.</summary>
    public int HeadLines { get; private set; }

    /// <summary>The first line that the cursor can stand on; with it comes what is above it.</summary>
    private protected virtual int FirstStop => 0;

    /// <summary>Moves the cursor by lines, staying inside.</summary>
    public void MoveBy(int lines) => MoveTo(Cursor + (long)lines);

    /// <summary>Moves the cursor to a line, or the nearest there is.</summary>
    public virtual void MoveTo(long line) => Cursor = (int)Math.Clamp(line, 0, Math.Max(0, Count - 1));

    /// <summary>Moves the cursor within its line.</summary>
    public virtual void MoveColumn(int columns)
    {
    }

    /// <summary>Scrolls as little as brings the cursor into view.</summary>
    /// <param name="height">Lines on the screen.</param>
    /// <param name="heads">Lines of heads above them.</param>
    public void ScrollIntoView(int height, int heads = 0)
    {
        HeadLines = heads;
        PageHeight = Math.Max(1, height);
        Top = Cursor <= FirstStop && Cursor < PageHeight ? 0 : Math.Clamp(Top, Math.Max(0, Cursor - PageHeight + 1), Cursor);
        Top = Math.Clamp(Top, 0, Math.Max(0, Count - PageHeight));
    }

    /// <summary>Scrolls without moving the cursor further than the screen asks.</summary>
    public void ScrollBy(int lines)
    {
        Top = Math.Clamp(Top + lines, 0, Math.Max(0, Count - PageHeight));
        MoveTo(Math.Clamp(Cursor, Top, Top + PageHeight - 1));
    }

    /// <summary>It begins to be read; called on the thread that draws.</summary>
    public virtual void Begin()
    {
        (IsLoading, IsStopped, NeedsReading, Failure) = (true, false, false, null);
    }

    /// <summary>It has been read as far as it is going to be; called on the thread that draws.</summary>
    public virtual void Finish(string? failure, bool isStopped = false)
    {
        (IsLoading, IsStopped, Failure) = (false, isStopped, failure);
    }

    /// <summary>Reads what it shows; called on a thread in the background, where the archive is this thread's alone.</summary>
    public abstract void Read(ScreenReading reading);

    /// <summary>A screen for the same on what the archive has become; null where nothing would be gained.</summary>
    public virtual Screen? Again() => null;

    /// <summary>Takes the place of the screen it was made from (see <see cref="Again"/>): the cursor stands as there.</summary>
    public virtual void Succeed(Screen other)
    {
        PutCursor(other.Cursor);
        ScrollTo(other.Top, other.PageHeight);
    }

    /// <summary>Brings the cursor along when lines before it come or go.</summary>
    private protected void PutCursor(int line) => Cursor = Math.Clamp(line, 0, Math.Max(0, Count - 1));

    /// <summary>Puts a line at the top of the screen, where the cursor stays in view.</summary>
    private protected void ScrollTo(int line, int height)
    {
        Top = Math.Max(0, line);
        ScrollIntoView(height, HeadLines);
    }

    internal void KnowSources(IReadOnlyList<SourceRecord> sources) => Sources = sources;
}

/// <summary>What a screen is read with.</summary>
/// <param name="Archive">For this reading alone.</param>
/// <param name="Post">Runs an action on the thread that draws, soon.</param>
/// <param name="Stop">Nobody waits for it any more.</param>
public sealed record ScreenReading(IRRsetSource Archive, Action<Action> Post, CancellationToken Stop);
