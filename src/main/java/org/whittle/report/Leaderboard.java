package org.whittle.report;
public class Leaderboard { public static String text(org.whittle.study.StudySpec s, org.whittle.study.StudyState st, String where) {
 StringBuilder b = new StringBuilder(); for (var t : org.whittle.study.StudyState.ranked(st.trials(), s.objective(), s.scheduler().maxEpochs()).subList(0, 10)) b.append(t.id()+" "+t.state()+" "+t.curve().epochs().size()+" "+t.value(s.objective())+" "+t.configuration()+"\n");
 b.append(st.tested()).append("\n").append(st.searchEnded()).append("\n"); for (var r : st.rungs()) b.append(r.bracket()+"."+r.rung()+" "+r.seconds()+" idle "+r.idleSeconds()+"\n"); return b.toString(); } }
