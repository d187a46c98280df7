using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Questions;

/// <summary>How many observations there were over a span of time.</summary>
/// <remarks>
/// Of a sighting it is known when it was seen first and last and how often, not when in between: its observations are spread evenly over its window. So what a long
/// window holds is drawn flat, and a histogram of short captures is nearer to the truth than one of long ones or of rollups.
/// </remarks>
public sealed class TimeHistogram
{
    /// <summary>Equal parts of the span that are counted apart: enough for any width of a screen.</summary>
    private const int Parts = 1_024;

    private readonly double[] _within = new double[Parts]; // of windows that begin or end there
    private readonly double[] _steps = new double[Parts]; // by how much what covers a whole part differs from the part before
    private readonly double _partLength; // milliseconds

    /// <param name="first">Start of the span, milliseconds since the epoch.</param>
    /// <param name="last">End of the span, not before its start.</param>
    public TimeHistogram(long first, long last)
    {
        (FirstMilliseconds, LastMilliseconds) = (first, last);
        _partLength = ((double)last - first + 1) / Parts;
    }

    private TimeHistogram(TimeHistogram other)
        : this(other.FirstMilliseconds, other.LastMilliseconds)
    {
        other._within.CopyTo(_within, 0);
        other._steps.CopyTo(_steps, 0);
    }

    public long FirstMilliseconds { get; }

    public long LastMilliseconds { get; }

    /// <summary>Counts a sighting in; what lies outside the span counts at its edge.</summary>
    public void Add(TimeWindow window)
    {
        var (from, to) = (Place(window.FirstMilliseconds), Place(window.LastMilliseconds));
        var (first, last) = ((int)from, (int)to);
        if (first == last)
        {
            _within[first] += window.Count;
            return;
        }

        var ofPart = window.Count / (to - from);
        _within[first] += ofPart * (first + 1 - from);
        _within[last] += ofPart * (to - last);
        _steps[first + 1] += ofPart;
        _steps[last] -= ofPart;
    }

    /// <summary>As it is now; it does not change any more.</summary>
    public TimeHistogram Copy() => new(this);

    /// <summary>Observations in each of so many equal parts of the span.</summary>
    public double[] Cells(int count)
    {
        var cells = new double[count];
        var covering = 0.0;
        for (var part = 0; part < Parts; part++)
        {
            covering += _steps[part];
            Share(Math.Max(0, _within[part] + covering), part, cells);
        }

        return cells;
    }

    /// <summary>Puts what a part holds into the cells that it lies in, to each as much as lies in it.</summary>
    private static void Share(double observations, int part, double[] cells)
    {
        var (start, stop) = ((double)part * cells.Length / Parts, (double)(part + 1) * cells.Length / Parts);
        for (var cell = (int)start; cell < stop && cell < cells.Length; cell++)
            cells[cell] += observations * (Math.Min(stop, cell + 1) - Math.Max(start, cell)) / (stop - start);
    }

    /// <summary>Where in the parts a time lies.</summary>
    private double Place(long time) => Math.Clamp(((double)time - FirstMilliseconds) / _partLength, 0, Parts - 0.001);
}
