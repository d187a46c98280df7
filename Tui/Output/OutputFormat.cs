namespace PassiveDns.Tui.Output;

/// <summary>Forms in which results are printed.</summary>
public enum OutputFormat
{
    /// <summary>For people: aligned columns, or what takes their place.</summary>
    Table,

    /// <summary>One JSON object a line: COF's keys and all that is known besides.</summary>
    Jsonl,

    /// <summary>Passive DNS Common Output Format, one object a line.</summary>
    Cof,

    /// <summary>Common Output Format in the frame of DNSDB's streams, which says whether an answer is complete.</summary>
    Saf,

    /// <summary>As dnsdbq prints it.</summary>
    Dnsdb,

    /// <summary>Nothing but the other side of what was asked for, each once.</summary>
    Minimal,

    /// <summary>RFC 4180, one line per record.</summary>
    Csv,

    /// <summary>The same for spreadsheets: what they would take for a formula stands behind an apostrophe.</summary>
    CsvExcel,

    /// <summary>A graph in the language of Graphviz.</summary>
    Dot,
}
