using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Interchange;

namespace PassiveDns.Tui.Output;

/// <summary>Names for people: as in a master file, and behind that what an internationalised name says and pretends.</summary>
public static class NameText
{
    /// <summary>As in a master file, but for the form.</summary>
    /// <param name="name">Wire format.</param>
    public static string Plain(ReadOnlySpan<byte> name, OwnerForm form)
    {
        Span<byte> text = stackalloc byte[OwnerForm.MaxLength];
        return Encoding.ASCII.GetString(text[..form.Write(name, text)]);
    }

    /// <summary><c>xn--bcher-kva.example. (bücher.example.)</c>; <c>mixed scripts</c> and <c>looks like ...</c> stand in the brackets, too.</summary>
    /// <param name="name">Wire format.</param>
    public static string Of(ReadOnlySpan<byte> name, OwnerForm form)
    {
        var plain = Plain(name, form);
        if (InternationalName.Read(name) is not { } international) return plain;
        var mark = international switch
        {
            { LookAlike: { } latin } => $", looks like {(form.IsDefanged ? Defang.Text(latin) : latin)}",
            { Mark: ScriptMark.MixedScripts } => ", mixed scripts",
            _ => "",
        };
        return $"{plain} ({(form.IsDefanged ? Defang.Text(international.Text) : international.Text)}{mark})";
    }
}
