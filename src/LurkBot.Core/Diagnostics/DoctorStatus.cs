namespace LurkBot.Diagnostics;

/// <summary>How something that was looked at is.</summary>
internal enum DoctorStatus
{
    /// <summary>As it should be.</summary>
    Pass,

    /// <summary>It works, but could be better.</summary>
    Warn,

    /// <summary>Something does not work.</summary>
    Fail,
}
