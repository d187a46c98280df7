using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Screens;

/// <summary>The columns of a result, in their order on the screen.</summary>
public enum ResultColumn
{
    RRName,
    Type,
    RData,
    First,
    Last,
    Count,
}

/// <summary>One question and what has come of it so far: what Backspace goes back to, with its cursor.</summary>
public sealed class ResultScreen(Question question)
{
    /// <summary>Records kept for one question; beyond it the screen says that there are more.</summary>
    public const int MaxRows = 1_000_000;

    private readonly List<ResultRow> _rows = [];

    public Question Question { get; } = question;

    public IReadOnlyList<ResultRow> Rows => _rows;

    /// <summary>RRsets among <see cref="Rows"/>.</summary>
    public int RRsetCount { get; private set; }

    /// <summary>Negative answers among <see cref="Rows"/>.</summary>
    public int NegativeCount { get; private set; }

    public bool IsLoading { get; private set; } = true;

    /// <summary>There were more than <see cref="MaxRows"/>.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Why the question could not be answered in full; null when it was.</summary>
    public string? Failure { get; private set; }

    /// <summary>Index into <see cref="Rows"/>; 0 while there are none.</summary>
    public int Cursor { get; private set; }

    public ResultColumn Column { get; private set; }

    /// <summary>First row on the screen.</summary>
    public int Top { get; private set; }

    public ResultRow? Selected => Cursor < _rows.Count ? _rows[Cursor] : null;

    /// <summary>Takes rows that have come; called on the thread that draws.</summary>
    public void Add(IReadOnlyCollection<ResultRow> rows)
    {
        _rows.AddRange(rows.Take(MaxRows - _rows.Count));
        RRsetCount += rows.Count(row => row.IsFirst && row.Set.Negative is null);
        NegativeCount += rows.Count(row => row.Set.Negative is not null);
    }

    public void Finish(bool isCut, string? failure)
    {
        IsLoading = false;
        IsCut = isCut;
        Failure = failure;
    }

    /// <summary>Moves the cursor by rows, staying inside.</summary>
    public void MoveBy(int rows) => MoveTo(Cursor + (long)rows);

    /// <summary>Moves the cursor to a row, or the nearest there is.</summary>
    public void MoveTo(long row) => Cursor = (int)Math.Clamp(row, 0, Math.Max(0, _rows.Count - 1));

    public void MoveColumn(int columns) =>
        Column = (ResultColumn)Math.Clamp((int)Column + columns, 0, (int)ResultColumn.Count);

    /// <summary>Scrolls as little as brings the cursor into view.</summary>
    /// <param name="height">Rows on the screen.</param>
    public void ScrollIntoView(int height)
    {
        if (height <= 0) return;
        Top = Math.Clamp(Top, Math.Max(0, Cursor - height + 1), Cursor);
    }
}
